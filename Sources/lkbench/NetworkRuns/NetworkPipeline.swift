import BenchHarness
import BenchModel
import BenchRecords
import ConvModel
import ConvNetworks
import ConvPlanning
import ConvReference

/// Takes network cases to records: per group prepare, verify, measure all verified cases interleaved,
/// time the layers, record.
struct NetworkPipeline {
  private let cases: [NetworkCase]
  private let side: Int?
  private let settings: MeasurementSettings
  private let surroundings: BenchmarkPipeline.Surroundings
  private let folder: ResultsFolder
  private let layerTable: AttachedTable
  private var sinks: [any RecordSink]
  private let progress: ProgressLine
  private let terminal: Terminal
  private var budget: TimeBudget
  private var outcome = RunOutcome()

  /// Passes with a clock around every layer.
  private static let layerPasses = 9

  /// Verifies at `side` pixels, or at the measured input where that is `nil`.
  ///
  /// - Throws: `RecordError` where `layers.csv` cannot be made.
  init(
    _ cases: [NetworkCase], side: Int?, settings: MeasurementSettings,
    surroundings: BenchmarkPipeline.Surroundings, folder: ResultsFolder,
    sinks: [any RecordSink], terminal: Terminal
  ) throws(RecordError) {
    self.cases = cases
    self.side = side
    self.settings = settings
    self.surroundings = surroundings
    self.folder = folder
    self.sinks = sinks
    self.terminal = terminal
    layerTable = try AttachedTable(
      "layers.csv", in: folder, columns: LayerColumn.allCases.map(\.rawValue))
    progress = ProgressLine(total: cases.count, terminal: terminal)
    budget = TimeBudget(settings.budget, cases: cases.count)
  }

  /// Measures every case.
  ///
  /// - Throws: `RecordError`, `HarnessError`, `NetworkSelectionError`.
  mutating func run() throws -> RunOutcome {
    for group in cases.map(\.group).uniqued() {
      if stops() { break }
      try measure(cases.filter { $0.group == group }, group)
    }
    progress.clear()
    for index in sinks.indices { try sinks[index].finish() }
    return outcome
  }

  private mutating func measure(_ group: [NetworkCase], _ name: String) throws {
    ProcessMemory.resetPeak()
    var references = NetworkReferences()
    var verified: [PreparedNetworkCase] = []
    for item in group {
      if stops() { return }
      progress.show(done: outcome.count, "verifying \(item.id)")
      if let one = try prepare(item, &references) { verified.append(one) }
    }
    if verified.isEmpty || stops() { return }
    progress.show(done: outcome.count, "measuring \(name)")
    try sample(verified, name)
  }

  /// Packs a case and compares it with the reference; `nil` where it was recorded instead.
  private mutating func prepare(
    _ item: NetworkCase, _ references: inout NetworkReferences
  ) throws -> PreparedNetworkCase? {
    let cpus = surroundings.cpuCount
    guard item.threads <= cpus else {
      try skip(item, "needs \(item.threads) CPUs, and \(cpus) \(cpus == 1 ? "is" : "are") allowed")
      return nil
    }
    let cost = try NetworkCost(item.network())
    let need = Self.memoryNeed(cost)
    if let available = surroundings.availableMemory(), need > available {
      try skip(item, "needs up to \(need) bytes of memory, and \(available) are available")
      return nil
    }
    let prepared: PreparedNetworkCase
    do {
      prepared = try PreparedNetworkCase(
        item, side: side, references: &references, teams: surroundings.teams)
    } catch let error as PreparationError {
      try skip(item, error.description)
      return nil
    } catch let error as LayerError {
      try skip(item, error.description)
      return nil
    }
    if prepared.check.passed { return prepared }
    try fail(prepared, prepared.check.description)
    return nil
  }

  private mutating func fail(_ prepared: PreparedNetworkCase, _ reason: String) throws {
    var record = folder.record(caseID: prepared.item.id)
    record.set(prepared)
    record.set(status: .failed, reason: reason)
    outcome.failed += 1
    try write(record, samples: [])
  }

  /// Bytes that preparing and verifying a network takes at most, those of its group before it apart.
  ///
  /// Weights are drawn and packed layer by layer; a packed kernel may hold transformed weights. The
  /// reference keeps a few tensors in `Double`.
  private static func memoryNeed(_ cost: NetworkCost) -> Int {
    3 * cost.weightBytes + 8 * cost.peakActivationBytes
  }

  /// Measures a group in the same rounds, beside the ceilings of its instruction sets.
  private mutating func sample(_ group: [PreparedNetworkCase], _ name: String) throws {
    let sampled = try SampledGroup(
      group.map { ($0.workload, $0.item.instructionSet) }, options: settings.sampling,
      budget: budget, surroundings: surroundings)
    budget.spend(sampled.nanoseconds, cases: group.count)
    outcome.measuringNanoseconds += sampled.nanoseconds
    if sampled.isInterrupted { outcome.isInterrupted = true }
    if let line = sampled.tally.line(problem: name) {
      progress.clear()
      terminal.note("warning: \(line)")
    }
    for (prepared, set) in zip(group, sampled.samples) where set.stopReason != .interrupted {
      try record(prepared, set, peak: sampled.ceilings[prepared.item.instructionSet])
    }
  }

  /// Times the layers of a measured case and writes its rows; `peak` is one thread's ceiling.
  private mutating func record(
    _ prepared: PreparedNetworkCase, _ samples: SampleSet, peak: Double?
  ) throws {
    if let failure = prepared.workload.failure {
      return try fail(prepared, "a timed call failed: \(failure)")
    }
    let item = prepared.item
    guard let summary = Summary(of: samples) else {
      try skip(item, "not one sample of it has a time")
      return
    }
    let layers = LayerReport(
      network: prepared.workload.network, cost: prepared.cost,
      medians: prepared.layerTimes(clock: surroundings.clock, passes: Self.layerPasses))
    var record = folder.record(caseID: item.id)
    record.set(prepared)
    record.set(status: .ok)
    record[.peakRSSBytes] = .measured(ProcessMemory.peakBytes())
    record.set(
      summary, cost: prepared.cost, batch: item.batch, layers: layers,
      peak: peak.map { $0 * Double(item.threads) })
    outcome.measured += 1
    try layerTable.append(layers.lines, caseID: item.id)
    try write(record, samples: samples.samples)
  }

  private mutating func skip(_ item: NetworkCase, _ reason: String) throws {
    var record = folder.record(caseID: item.id)
    record.set(item)
    record.set(status: .skipped, reason: reason)
    outcome.skipped += 1
    try write(record, samples: [])
  }

  private mutating func write(_ record: RunRecord, samples: [Sample]) throws {
    try folder.append(record, samples: samples)
    progress.clear()
    for index in sinks.indices { try sinks[index].write(record, samples: samples) }
  }

  /// Whether the user ended the run.
  private mutating func stops() -> Bool {
    if surroundings.isInterrupted() { outcome.isInterrupted = true }
    return outcome.isInterrupted
  }
}
