import BenchHarness
import BenchModel
import BenchRecords
import ConvModel
import ConvReference

/// The columns that a run adds to the core ones.
enum ExtraColumn: String, CaseIterable {
  case convolvedChannels = "convolved_channels"
  case seed
  case planReason = "plan_reason"
  case stopReason = "stop_reason"
  /// Relative half-width of the median's nominal 95 % interval.
  case precision
  /// Median of the multiply-add ceiling, sampled in the same rounds on one thread, times the threads.
  case peakGFLOPS = "peak_gflops"
  /// What a library chose to run, in its own words.
  case implementation

  /// The added columns of a run with these peers.
  static func names(versus peers: [String]) -> [String] {
    allCases.map(\.rawValue) + peers.flatMap { RatioColumns(peer: $0).all }
  }

  /// The added columns of a selection.
  static func names(_ selection: Selection) -> [String] {
    let hasOperators = selection.cases.contains { $0.operation != .forward }
    return names(versus: selection.versus) + (hasOperators ? ForwardColumns.all : [])
  }
}

extension RunRecord {
  subscript(column: ExtraColumn) -> Cell {
    get { self[column.rawValue] }
    set { self[column.rawValue] = newValue }
  }

  /// Fills what is known of a case before anything is computed.
  mutating func set(_ item: BenchmarkCase) {
    let problem = item.problem
    self[.variant] = .text(problem.variant)
    self[.form] = .text(item.operation.prefixed(item.form))
    self[.algorithm] = .text(item.algorithm.word)
    self[.isa] = .text(item.instructionSet.rawValue)
    self[.layout] = .text(item.layout.rawValue)
    self[.threads] = .integer(item.threads)
    self[.cache] = .text(item.cache.rawValue)
    self[.batch] = .integer(problem.map.batch)
    self[.channels] = .integer(problem.map.channels)
    self[.height] = .integer(problem.map.height)
    self[.width] = .integer(problem.map.width)
    self[.kernel] = .integer(problem.kernel)
    self[.stripe] = .measured(problem.stripe > 0 ? problem.stripe : nil)
    self[.sparsity] = .measured(problem.sparsity > 0 ? problem.sparsity : nil)
    self[.grid] = .measured(problem.grid?.description)
    self[.convolvedChannels] = .integer(problem.convolvedChannels)
    self[.seed] = .text("\(problem.seed)")
    self[.repro] = .text(item.repro)
  }

  /// Fills what planning and packing tell.
  mutating func set(_ prepared: PreparedCase) {
    set(prepared.item)
    self[.algorithm] = .text(prepared.algorithm)
    self[.planReason] = .text(prepared.planReason)
    self[.implementation] = .measured(prepared.implementation)
    self[.params] = .measured(prepared.cost?.params)
    self[.weightBytes] = .measured(prepared.weightBytes)
    self[.nominalMACs] = .measured(prepared.cost?.nominalMACs)
    self[.usefulMACs] = .measured(prepared.cost?.usefulMACs)
    self[.executedFLOPs] = .measured(prepared.executedFLOPs)
    self[.compulsoryBytes] = .measured(prepared.cost?.compulsoryBytes)
    self[.arithmeticIntensity] = .measured(prepared.cost?.arithmeticIntensity)
    self[.workspaceBytes] = .measured(prepared.workspaceBytes)
    self[.prepareNS] = .measured(prepared.prepareNanoseconds)
    set(prepared.check)
  }

  /// Fills the verdict of the reference; an error that is not finite leaves its cell empty.
  private mutating func set(_ check: CheckResult) {
    self[.verified] = .boolean(check.passed)
    self[.maxError] = .measured(check.maxError.isFinite ? check.maxError : nil)
    self[.errorBound] = .measured(check.errorBound.isFinite ? check.errorBound : nil)
  }

  /// Fills times and rates; `peak` is the ceiling in GFLOP/s, if it was sampled beside.
  ///
  /// Rates count 2 operations per MAC. A form whose useful MACs an algorithm need not all multiply
  /// (shared weights, a transform) may exceed the ceiling.
  mutating func set(_ summary: Summary, cost: ProgramCost?, peak: Double?) {
    set(summary: summary)
    // Below 6 samples there is no 95 % interval.
    self[.precision] = .measured(
      summary.reachesNominalConfidence ? summary.relativeHalfWidth : nil)
    guard let cost, summary.median > 0 else { return }
    let useful = 2 * Double(cost.usefulMACs) / summary.median
    self[.usefulGFLOPS] = .real(useful)
    self[.nominalGFLOPS] = .real(2 * Double(cost.nominalMACs) / summary.median)
    guard let peak, peak > 0 else { return }
    self[.peakGFLOPS] = .real(peak)
    self[.peakFraction] = .real(useful / peak)
  }
}
