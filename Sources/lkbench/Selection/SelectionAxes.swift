import BenchHarness
import ConvModel
import ConvPlanning

/// The options of a selection, read and checked one by one; `nil` was not given.
struct SelectionAxes {
  var variants: [String]?
  var forms: [String]?
  var kernels: [Int]?
  var algorithms: [AlgorithmChoice]?
  /// Ids of the peers; empty for `none`.
  var versus: [String]?
  var shapes: [MapShape]?
  var batches: [Int]?
  var threads: [Int]?
  var instructionSets: [InstructionSet]?
  var layouts: [Layout]?
  var caches: [CachePolicy]?
  var filter: String?
  var options = ProblemOptions()
  var seed = Problem.defaultSeed
  var files = SuppliedFiles.none

  /// Whether any option that names cases was given.
  var listsAnything: Bool {
    variants != nil || forms != nil || kernels != nil || shapes != nil || batches != nil
      || algorithms != nil || filter != nil || options != ProblemOptions()
  }

  init() {}

  /// Reads every option; the first wrong one is thrown.
  init(_ options: SelectionOptions) throws(SelectionError) {
    variants = try Self.names(options.variant, "--variant", among: VariantCatalog.all.map(\.id))
    let formIDs = VariantCatalog.all.flatMap { $0.forms.map(\.id) }
    forms = try Self.names(options.form, "--form", among: formIDs.uniqued())
    kernels = try Self.kernels(options.kernel)
    algorithms = try Self.algorithms(options.algorithm)
    versus = try Self.peers(options.versus)
    shapes = try Self.list(options.shape, "--shape", ListParsing.shapeGrammar, ListParsing.shape)
    batches = try Self.counts(options.batch, "--batch")
    threads = try Self.counts(options.threads, "--threads")
    instructionSets = try Self.words(options.isa, "--isa")
    layouts = try Self.words(options.layout, "--layout")
    caches = try Self.words(options.cache, "--cache")
    filter = options.filter
    try readProblemOptions(options)
    if let text = options.seed {
      guard let value = UInt64(text) else {
        throw .malformed(
          option: "--seed", value: text, expected: "a number from 0 to \(UInt64.max)")
      }
      seed = value
    }
    files.input = options.input
    files.weights = options.weights
    try checkShapes()
  }

  private mutating func readProblemOptions(_ given: SelectionOptions) throws(SelectionError) {
    if let text = given.stripe {
      guard let stripe = ListParsing.natural(text) else {
        throw .malformed(option: "--stripe", value: text, expected: "an odd number, or 0 for none")
      }
      options.stripe = stripe
    }
    if let text = given.sparsity {
      guard let sparsity = Double(text), sparsity >= 0, sparsity < 1 else {
        throw .malformed(
          option: "--sparsity", value: text, expected: "a share of at least 0 and below 1")
      }
      // A negative zero would show in case ids.
      options.sparsity = abs(sparsity)
    }
    if let text = given.mask {
      if let method = ListParsing.maskMethod(text) {
        options.mask = method
      } else if text.hasSuffix(".npy") {
        options.mask = .file
        files.mask = text
      } else {
        throw .malformed(option: "--mask", value: text, expected: ListParsing.maskGrammar)
      }
    }
    if let text = given.grid {
      let elements = ListParsing.elements([text])
      let runs = elements.compactMap(ListParsing.natural)
      guard runs.count == elements.count else {
        throw .malformed(
          option: "--grid", value: text,
          expected: "all runs from the first to the last offset, such as 4,2,1,1,1,2,4")
      }
      options.gridRuns = runs
    }
    if let text = given.convolvedChannels {
      guard let share = ListParsing.share(text) else {
        throw .malformed(
          option: "--convolved-channels", value: text, expected: ListParsing.shareGrammar)
      }
      options.convolved = share
    }
  }

  private func checkShapes() throws(SelectionError) {
    for shape in shapes ?? [] {
      guard shape.channels > 0, shape.height > 0, shape.width > 0 else {
        throw .malformed(
          option: "--shape", value: "\(shape)", expected: "extents of at least 1")
      }
    }
  }
}
