import ArgumentParser
import BenchReports
import ConvModel
import ConvPlanning

/// Which networks to measure; values stay text until `cases` reads them.
struct NetworkRunOptions: ParsableArguments {
  @Option(help: .init("Network of Benchmarks/Networks, such as convnext-t.", valueName: "name"))
  var model: String

  @Option(
    help: .init("Depthwise operators in place, such as dense,decomposed.", valueName: "a,b"))
  var variant: [String] = []

  @Option(
    help: .init(
      "Forms; the most rewritten one of each variant by default.", valueName: "a,b"))
  var form: [String] = []

  @Option(
    help: .init(
      "Kernel sizes: of all stages, or one per stage as 51-49-47-13; 7,31,51-49-47-13 is three cases.",
      valueName: "list"))
  var kernel: [String] = []

  @Option(help: .init("Input as side or HxW in pixels.", valueName: "size"))
  var input: String?

  @Option(help: .init("Factor on the widths, which are then truncated.", valueName: "factor"))
  var width: String?

  @Option(
    help: .init(
      "auto (predicted), measured (timed here, and remembered), or ids of algorithms.",
      valueName: "auto|measured|ids"))
  var algorithm: [String] = []

  @Option(help: .init("Images per call (default: 1).", valueName: "list"))
  var batch: [String] = []

  @Option(help: .init("Threads per call (default: 1).", valueName: "list"))
  var threads: [String] = []

  @Option(
    help: .init("portable, avx2, avx512 (default: the best this CPU has).", valueName: "list"))
  var isa: [String] = []

  @Option(help: .init("Seed of drawn weights and input (default: 1).", valueName: "number"))
  var seed: String?

  @Option(
    help: .init(
      "Side of the input on which each network is compared with the Double reference before it is "
        + "timed (default: the measured input).", valueName: "side"))
  var verifyInput: String?
}

extension NetworkRunOptions {
  /// Every case, those of one group next to each other.
  ///
  /// - Throws: `SelectionError`, `NetworkSelectionError`, `PlanError`, or what is wrong in a file.
  func cases(_ networks: [NetworkDescription], machine: Machine = .current) throws -> [NetworkCase]
  {
    guard let own = networks.first(where: { $0.id == model }) else {
      throw NetworkSelectionError.unknownNetwork(
        model, near: nearestNames(to: model, among: networks.map(\.id)))
    }
    let kernels = try kernelWords() ?? [nil]
    let variants =
      variant.isEmpty ? [own.mixer.variant] : ListParsing.elements(variant).uniqued()
    let algorithms = try algorithmChoices()
    let (batches, counts) = (
      try Self.counts(batch, "--batch"), try Self.counts(threads, "--threads")
    )
    let sets = try instructionSets(machine)
    let seed = try seedNumber()
    var cases: [NetworkCase] = []
    for kernel in kernels {
      for batch in batches {
        for variant in variants {
          let description = try description(variant, kernel, networks)
          for form in try forms(description.mixer.variant, among: variants) {
            for algorithm in algorithms {
              for set in sets {
                cases += counts.map { threads in
                  NetworkCase(
                    description: description, form: form, algorithm: algorithm,
                    instructionSet: set, batch: batch, threads: threads, seed: seed,
                    changes: changes)
                }
              }
            }
          }
        }
      }
    }
    guard !cases.isEmpty else {
      throw SelectionError.nothingLeft(
        option: "--form", value: form.joined(separator: ","), of: model, present: [])
    }
    return cases
  }

  /// The side to verify at; `nil` for the measured input.
  func verificationSide() throws(SelectionError) -> Int? {
    guard let verifyInput else { return nil }
    guard let side = ListParsing.natural(verifyInput), side > 0 else {
      throw .malformed(option: "--verify-input", value: verifyInput, expected: "a side in pixels")
    }
    return side
  }

  /// Options that change the description besides variant and kernel.
  private var changes: [String] {
    (input.map { ["--input", $0] } ?? []) + (width.map { ["--width", $0] } ?? [])
  }

  private func description(
    _ variant: String, _ kernel: String?, _ networks: [NetworkDescription]
  ) throws -> NetworkDescription {
    var words = ["--model", model, "--variant", variant] + changes
    if let kernel { words += ["--kernel", kernel] }
    return try NetworkOptions.parse(words).description(among: networks)
  }

  private func kernelWords() throws(SelectionError) -> [String?]? {
    guard !kernel.isEmpty else { return nil }
    guard let words = KernelSchedule.list(ListParsing.elements(kernel)) else {
      throw .malformed(
        option: "--kernel", value: kernel.joined(separator: ","), expected: KernelSchedule.grammar)
    }
    return words
  }

  /// The asked-for forms that the variant has; operators outside of the catalog have none.
  private func forms(_ id: String, among variants: [String]) throws -> [String] {
    guard let variant = VariantCatalog.all.first(where: { $0.id == id }) else { return ["merged"] }
    let own = variant.forms.map(\.id)
    guard !form.isEmpty else { return own.suffix(1) }
    let asked = ListParsing.elements(form).uniqued()
    let known = VariantCatalog.all.filter { variants.contains($0.id) }
      .flatMap { $0.forms.map(\.id) }
    for name in asked where !known.contains(name) {
      throw SelectionError.unknown(
        option: "--form", name: name, near: nearestNames(to: name, among: known.uniqued()))
    }
    return asked.filter(own.contains)
  }

  private func algorithmChoices() throws(SelectionError) -> [AlgorithmChoice] {
    guard !algorithm.isEmpty else { return [.auto] }
    let known = ["auto", "measured"] + AlgorithmCatalog.ids
    return try ListParsing.elements(algorithm).uniqued().map { name throws(SelectionError) in
      guard known.contains(name) else {
        throw .unknown(
          option: "--algorithm", name: name, near: nearestNames(to: name, among: known))
      }
      switch name {
      case "auto": return .auto
      case "measured": return .measured
      default: return .fixed(name)
      }
    }
  }

  private func instructionSets(_ machine: Machine) throws -> [InstructionSet] {
    guard !isa.isEmpty else { return [machine.best] }
    return try ListParsing.elements(isa).uniqued().map { name in
      guard let set = InstructionSet(rawValue: name) else {
        throw PlanError.unknownInstructionSet(name)
      }
      guard machine.instructionSets.contains(set) else { throw PlanError.instructionSetAbsent(set) }
      return set
    }
  }

  private func seedNumber() throws(SelectionError) -> UInt64 {
    guard let seed else { return Problem.defaultSeed }
    guard let number = UInt64(seed) else {
      throw .malformed(option: "--seed", value: seed, expected: "a number")
    }
    return number
  }

  private static func counts(_ lists: [String], _ option: String) throws(SelectionError) -> [Int] {
    guard !lists.isEmpty else { return [1] }
    let elements = ListParsing.elements(lists)
    let numbers = elements.compactMap(SuiteOptions.positive)
    guard numbers.count == elements.count else {
      throw .malformed(
        option: option, value: lists.joined(separator: ","), expected: "numbers of at least 1")
    }
    return numbers.uniqued()
  }
}
