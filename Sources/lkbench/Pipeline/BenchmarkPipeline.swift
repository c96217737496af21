import BenchCounters
import BenchHarness
import BenchModel
import BenchRecords
import ConvModel
import ConvPlanning
import ConvReference

/// Takes a selection from problems to records: per problem define, reference, prepare, verify, measure
/// all verified cases interleaved, count, record.
///
/// One problem is in memory at a time. What cannot be computed here becomes a skipped row, what computes
/// something wrong a failed one, both written at once.
struct BenchmarkPipeline {
  /// What measuring needs from the outside.
  struct Surroundings {
    var clock: any TimeSource
    var noise: any NoiseSource
    /// Bytes that may be allocated; `nil` when the system does not say.
    var availableMemory: () -> Int?
    var isInterrupted: () -> Bool
    /// CPUs that this process may use.
    var cpuCount = Int.max
    /// The threads that cases of several run on.
    var teams = ThreadTeams.unpinned
    /// What the machine was calibrated to; `nil` where it never was.
    var ceilings: CeilingTable?
    /// Looks closer at every measured case.
    var observer: (any CaseObserver)?
    /// Plans, packs and verifies a case.
    var prepare:
      (BenchmarkCase, ProblemOperands, any TimeSource, ThreadTeams) throws -> PreparedCase = {
        try PreparedCase($0, operands: $1, clock: $2, teams: $3)
      }
  }

  private let selection: Selection
  private let settings: MeasurementSettings
  private let counters: (any CaseCounters)?
  private var surroundings: Surroundings
  private let folder: ResultsFolder
  private var sinks: [any RecordSink]
  private let progress: ProgressLine
  private let terminal: Terminal
  private var budget: TimeBudget
  private var outcome = RunOutcome()
  /// Lines of warnings there would have been.
  private var warnings = 0

  /// `sinks` take every row after the folder has it; `progress` counts the cases it lacks.
  init(
    _ selection: Selection, settings: MeasurementSettings, counters: (any CaseCounters)?,
    surroundings: Surroundings, folder: ResultsFolder, sinks: [any RecordSink],
    terminal: Terminal
  ) {
    self.selection = selection
    self.settings = settings
    self.counters = counters
    self.surroundings = surroundings
    self.folder = folder
    self.sinks = sinks
    self.terminal = terminal
    let pending = selection.cases.count { !folder.finishedCases.contains($0.id) }
    budget = TimeBudget(settings.budget, cases: pending)
    progress = ProgressLine(total: pending, terminal: terminal)
  }

  /// Measures every case that the folder does not have yet.
  ///
  /// - Throws: `RecordError` where a row cannot be stored; `ProblemError` where supplied tensors do not
  ///   fit a problem; `HarnessError` for invalid options.
  mutating func run() throws -> RunOutcome {
    for group in selection.groups {
      let pending = group.cases.filter { !folder.finishedCases.contains($0.id) }
      if pending.isEmpty { continue }
      if stops() { break }
      let finished = group.cases.filter { folder.finishedCases.contains($0.id) }
      let companions = PeerCases.companions(
        of: pending, among: finished, peers: selection.versus)
      try measure(group.problem, pending + companions)
    }
    progress.clear()
    if warnings > Self.mostWarnings {
      terminal.note(
        "warning: \(warnings - Self.mostWarnings) more warnings like these; see precision and "
          + "stop_reason in results.csv, and samples.csv")
    }
    for index in sinks.indices { try sinks[index].finish() }
    return outcome
  }

  private mutating func measure(_ problem: Problem, _ cases: [BenchmarkCase]) throws {
    ProcessMemory.resetPeak()
    let runnable = try skipImpossible(problem, cases)
    guard !runnable.isEmpty else { return }
    show("verifying \(problem)")
    let operands = ProblemOperands(
      try ProblemData(
        problem, fill: .unitVariance, supplied: selection.supplied, input: selection.input))
    var verified: [PreparedCase] = []
    for item in runnable {
      if stops() { return }
      if let one = try prepare(item, operands) { verified.append(one) }
    }
    operands.forgetProgram()
    for policy in CachePolicy.allCases {
      let group = verified.filter { $0.item.cache == policy }
      if group.isEmpty { continue }
      if stops() { return }
      show("measuring \(problem)")
      try sample(group, policy: policy)
    }
  }

  /// Records what cannot run whatever the tensors; the other cases.
  private mutating func skipImpossible(
    _ problem: Problem, _ cases: [BenchmarkCase]
  ) throws -> [BenchmarkCase] {
    var runnable: [BenchmarkCase] = []
    for item in cases {
      let cpus = surroundings.cpuCount
      if item.threads > cpus {
        try skip(
          item, "needs \(item.threads) CPUs, and \(cpus) \(cpus == 1 ? "is" : "are") allowed")
      } else {
        runnable.append(item)
      }
    }
    let need = try Selection.Group.memoryNeed(problem, cases: runnable)
    if let available = surroundings.availableMemory(), need > available {
      for item in runnable {
        try skip(item, "needs up to \(need) bytes of memory, and \(available) are available")
      }
      return []
    }
    return runnable
  }

  /// Packs a case and compares its output with the reference; `nil` where it was recorded instead.
  private mutating func prepare(
    _ item: BenchmarkCase, _ operands: ProblemOperands
  ) throws -> PreparedCase? {
    let prepared: PreparedCase
    do {
      prepared = try surroundings.prepare(
        item, operands, surroundings.clock, surroundings.teams)
    } catch let error as PlanError {
      try skip(item, error.description)
      return nil
    }
    if prepared.check.passed { return prepared }
    if isRecorded(item) { return nil }
    budget.spend(0, cases: 1)
    try fail(prepared, prepared.check.description)
    return nil
  }

  private mutating func fail(_ prepared: PreparedCase, _ reason: String) throws {
    var record = folder.record(caseID: prepared.item.id)
    record.set(prepared)
    record.set(status: .failed, reason: reason)
    outcome.failed += 1
    try write(record, samples: [])
  }

  /// Measures cases of one cache policy in the same rounds, beside the ceilings of their instruction
  /// sets, and records those that were not interrupted.
  private mutating func sample(_ group: [PreparedCase], policy: CachePolicy) throws {
    var options = settings.sampling
    options.cachePolicy = policy
    let sampled = try SampledGroup(
      group.map { ($0.workload, $0.item.instructionSet) }, options: options, budget: budget,
      surroundings: surroundings)
    budget.spend(sampled.nanoseconds, cases: group.count)
    outcome.measuringNanoseconds += sampled.nanoseconds
    if sampled.isInterrupted { outcome.isInterrupted = true }
    if let problem = group.first?.item.problem,
      let line = sampled.tally.line(problem: "\(problem)")
    {
      warn(line)
    }
    let ratios = PeerRatios(
      peers: selection.versus, sets: zip(group.map(\.item.id), sampled.samples).map { ($0, $1) })
    for (prepared, set) in zip(group, sampled.samples)
    where set.stopReason != .interrupted && !isRecorded(prepared.item) {
      let peak = sampled.ceilings[prepared.item.instructionSet]
      try record(prepared, set, ratios, peak: peak, policy: policy)
    }
  }

  /// Counts a measured case and writes its row.
  ///
  /// None is written where the user ends the counting. `peak` is one thread's.
  private mutating func record(
    _ prepared: PreparedCase, _ samples: SampleSet, _ ratios: PeerRatios, peak: Double?,
    policy: CachePolicy
  ) throws {
    if let failure = prepared.workload.failure {
      return try fail(prepared, "a timed call failed: \(failure)")
    }
    guard let summary = Summary(of: samples) else {
      try skip(prepared.item, "not one sample of it has a time")
      return
    }
    try surroundings.observer?.observe(prepared, summary)
    let fewest = summary.median < Self.slowCall ? Self.fewestCountedCalls : 1
    let calls = max(samples.calibration?.iterations ?? 1, fewest)
    let metrics: [Metric]
    do throws(Interrupted) {
      metrics =
        try counters?.measure(
          CountedCase(prepared: prepared, summary: summary, policy: policy, calls: calls)) ?? []
    } catch {
      outcome.isInterrupted = true
      return
    }
    var record = folder.record(caseID: prepared.item.id)
    record.set(prepared)
    record.set(status: .ok)
    record[.peakRSSBytes] = .measured(ProcessMemory.peakBytes())
    record.set(
      summary, cost: prepared.cost, peak: peak.map { $0 * Double(prepared.item.threads) })
    record.setRoof(surroundings.ceilings, of: prepared.item, cost: prepared.cost)
    record.set(ratios, of: prepared.item)
    record.setOverForward(ratios, of: prepared.item)
    record.set(metrics: metrics)
    outcome.measured += 1
    try write(record, samples: samples.samples)
  }

  /// A counter pass has as many calls as a sample, but a few where samples are single calls.
  private static let fewestCountedCalls = 3
  /// Nanoseconds from which on a call is counted once: some libraries take seconds.
  private static let slowCall = 2e8

  /// Whether an earlier part of this run has the case's row: it is here for its peers only.
  private func isRecorded(_ item: BenchmarkCase) -> Bool { folder.finishedCases.contains(item.id) }

  private mutating func skip(_ item: BenchmarkCase, _ reason: String) throws {
    if isRecorded(item) { return }
    var record = folder.record(caseID: item.id)
    record.set(item)
    record.set(status: .skipped, reason: reason)
    outcome.skipped += 1
    budget.spend(0, cases: 1)
    try write(record, samples: [])
  }

  private mutating func write(_ record: RunRecord, samples: [Sample]) throws {
    try folder.append(record, samples: samples)
    progress.clear()
    for index in sinks.indices { try sinks[index].write(record, samples: samples) }
  }

  private mutating func warn(_ line: String) {
    warnings += 1
    guard warnings <= Self.mostWarnings else { return }
    progress.clear()
    terminal.note("warning: \(line)")
  }

  /// Lines of warnings that a run prints; on a disturbed machine every problem has one.
  private static let mostWarnings = 12

  private func show(_ activity: String) {
    progress.show(done: outcome.count, activity)
  }

  /// Whether the user ended the run.
  private mutating func stops() -> Bool {
    if surroundings.isInterrupted() { outcome.isInterrupted = true }
    return outcome.isInterrupted
  }
}
