import ConvModel

/// The options of a group, or the defaults of a suite.
struct SuiteOptions {
  var stripe: Int?
  var sparsity: Double?
  var mask: MaskMethod?
  /// Explicit sharing grids by kernel size.
  var grids: [Int: [Int]] = [:]
  var convolved: ChannelShare?
  var batch: Int?
  var layouts: [Layout]?
  var threads: [Int]?

  static let fieldNames = [
    "stripe", "sparsity", "mask", "grids", "convolvedChannels", "batch", "layouts",
    "threads",
  ]

  init() {}

  /// Reads the option fields among `fields`, starting from `defaults`.
  init(
    _ fields: [String: SuiteField], defaults: SuiteOptions = SuiteOptions()
  ) throws(SuiteError) {
    self = defaults
    if let field = fields["stripe"] {
      stripe = try field.value(
        "stripe", "an odd number, or 0 for no small branch",
        { ListParsing.natural($0).flatMap { $0 == 0 || $0 % 2 == 1 ? $0 : nil } })
    }
    if let field = fields["sparsity"] {
      sparsity = try field.value(
        "sparsity", "a share of at least 0 and below 1",
        { Double($0).flatMap { $0 >= 0 && $0 < 1 ? abs($0) : nil } })
    }
    if let field = fields["mask"] {
      mask = try field.value("mask", "uniform, erk or grown:STEPS", ListParsing.maskMethod)
    }
    if let field = fields["convolvedChannels"] {
      convolved = try field.value(
        "convolvedChannels", ListParsing.shareGrammar, ListParsing.share)
    }
    if let field = fields["batch"] {
      batch = try field.value("batch", "a number of at least 1", Self.positive)
    }
    if let field = fields["layouts"] {
      let known = Layout.allCases.map(\.rawValue).joined(separator: ", ")
      layouts = try field.list("layouts").map { element throws(SuiteError) in
        try element.value("layout", known, Layout.init(rawValue:))
      }
    }
    if let field = fields["threads"] {
      threads = try field.list("threads").map { element throws(SuiteError) in
        try element.value("threads", "a number of at least 1", Self.positive)
      }
    }
    if let field = fields["grids"] { grids = try Self.grids(field) }
  }

  /// The options of one kernel size.
  func problemOptions(kernel: Int) -> ProblemOptions {
    ProblemOptions(
      stripe: stripe, sparsity: sparsity, mask: mask, gridRuns: grids[kernel],
      convolved: convolved)
  }

  /// A mapping from kernel sizes to runs.
  private static func grids(_ field: SuiteField) throws(SuiteError) -> [Int: [Int]] {
    var result: [Int: [Int]] = [:]
    for (key, runsField) in try field.pairs(
      "grids must map kernel sizes to runs, such as {15: [4, 2, 1, 1, 1, 2, 4]}")
    {
      let kernel = try key.value("kernel", "an odd number", odd)
      let runs = try runsField.list("a grid").map { run throws(SuiteError) in
        try run.value("run", "a number of at least 1", positive)
      }
      do {
        _ = try SharingGrid(runs: runs, kernel: kernel)
      } catch {
        throw runsField.error(error.description)
      }
      result[kernel] = runs
    }
    return result
  }

  static func positive(_ text: String) -> Int? {
    ListParsing.natural(text).flatMap { $0 > 0 ? $0 : nil }
  }

  static func odd(_ text: String) -> Int? {
    ListParsing.natural(text).flatMap { $0 % 2 == 1 ? $0 : nil }
  }
}
