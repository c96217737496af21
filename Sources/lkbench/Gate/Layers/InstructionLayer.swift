import BenchModel
import BenchReports
import ConvModel
import ConvPlanning

/// Layer 1: instructions of the AVX2 kernels under callgrind, in the base build and in this one, or in this
/// one against a committed table.
///
/// Sees changes far below the noise of any clock, on every machine alike, and says nothing about time: the
/// blind spots are among the facts of its report.
struct InstructionLayer: GateLayer {
  let id = "instructions"
  let title = "instruction counts"
  let needsBase = false
  let usesBase = true
  let hasTable = true

  /// Simulations per case and build: as few as show that counts repeat.
  static let runs = 2
  private static let blindSpots = "AVX-512, caches, prefetching, bandwidth, threads"

  func report(_ context: GateContext) throws -> GateLayerReport {
    // What is wrong with the call is said on every machine alike.
    let path =
      context.base == nil
      ? try InstructionTable.path(context, given: context.instructions) : nil
    if let problem = Self.unavailability(context) {
      if context.layersAreNamed { throw problem }
      return GateLayerReport(
        id: id, title: title, outcome: .skipped, reason: problem.description)
    }
    var rule = InstructionRule()
    rule.limit = context.instructionLimit
    let toolchain = InstructionToolchain.text
    var facts = Self.facts(rule, toolchain)
    let base: InstructionComparison.Base
    if let path {
      base = .table(try InstructionTable.read(path), toolchain: toolchain)
      facts.insert(GateFigure("table", title: "table", .text(path)), at: 0)
    } else if let build = context.base {
      base = .build(try InstructionCounter(base: try build()))
    } else {
      throw GateError.noBase
    }
    let comparison = InstructionComparison(
      base: base, head: try InstructionCounter(head: context.head), rule: rule,
      allowsMissing: context.allowsMissing, planner: InstructionPlanner(context))
    let cases = try comparison.reports(of: Self.cases(context.selection), context.terminal)
    let isNothing = cases.allSatisfy { $0.outcome == .skipped }
    let worst = cases.map(\.outcome).filter { $0 != .skipped }.max() ?? .skipped
    return GateLayerReport(
      id: id, title: title, outcome: worst,
      reason: isNothing ? "no case could be compared" : worst == .passed ? nil : base.advice,
      facts: facts, cases: cases)
  }

  /// Counts every case, and writes rows of those whose counts repeat.
  ///
  /// - Throws: `SimulationError` where nothing can be simulated and the layer was named.
  func update(
    _ context: GateContext, selectedBy options: SelectionOptions
  ) throws -> (path: String, rows: Int)? {
    if let problem = Self.unavailability(context) {
      if context.layersAreNamed { throw problem }
      context.terminal.note("warning: no instruction counts are written: \(problem)")
      return nil
    }
    let path = try InstructionTable.path(context, given: context.instructions)
    let toolchain = InstructionToolchain.text
    let cases = Self.cases(context.selection)
    let (head, planner) = (
      try InstructionCounter(head: context.head), InstructionPlanner(context)
    )
    let progress = ProgressLine(total: cases.count, terminal: context.terminal)
    defer { progress.clear() }
    var rows: [InstructionTable.Row] = []
    for (index, item) in cases.enumerated() where try planner.refusal(of: item) == nil {
      progress.show(done: index, "simulating \(item.id)")
      let problem: String?
      switch try head.count(item, runs: Self.runs) {
      case .success(let counts):
        problem = InstructionRule().irreproducibility(of: counts.runs)
        if problem == nil { rows.append(.init(item, counts, toolchain: toolchain)) }
      case .failure(let error) where error.isOfKernel:
        throw GateError.headUnusable("\(item.id): \(error)")
      case .failure(let error): problem = error.description
      }
      if let problem {
        progress.clear()
        context.terminal.note("warning: \(item.id) is not written: \(problem)")
      }
    }
    try InstructionTable.update(
      path, with: rows, replacing: context.coversSuite ? [toolchain] : [])
    return (path, rows.count)
  }

  /// Why nothing can be counted here; `nil` where it can.
  static func unavailability(_ context: GateContext) -> SimulationError? {
    if !context.selectionContext.machine.instructionSets.contains(.avx2) {
      return .unsupported(reason: "instructions are counted of AVX2 kernels; this CPU has no AVX2")
    }
    return SimulatedCounters.unavailabilityHere
  }

  /// Cases of the selection with the AVX2 kernels, each once.
  static func cases(_ selection: Selection) -> [BenchmarkCase] {
    var seen: Set<String> = []
    return selection.cases.map { $0.with(instructionSet: .avx2) }.filter {
      seen.insert($0.id).inserted
    }
  }

  private static func facts(_ rule: InstructionRule, _ toolchain: String) -> [GateFigure] {
    [
      .number("limit", title: "limit", rule.limit) {
        "more than \(NumberText.shortPercent($0)) and \(Int(rule.least)) instructions"
      },
      .number("least_instructions", rule.least) { "\(Int($0))" },
      .number("runs", title: "runs", Double(runs)) { "\(Int($0)) simulations per build" },
      GateFigure("toolchain", title: "toolchain", .text(toolchain)),
      GateFigure("blind_spots", title: "not seen", .text(blindSpots)),
    ]
  }
}
