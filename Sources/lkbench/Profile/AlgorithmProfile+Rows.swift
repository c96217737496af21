import BenchHarness
import BenchRecords
import ConvModel
import ConvPlanning

/// The rows of one profile's results folder, by case id.
struct ProfileRows {
  let rows: [String: RecordTable.Row]
  /// Keys of the counters among the columns.
  let counters: [String]
  let ceilings: CeilingTable?
  let phases: [String: [PhaseShare]]

  init(_ table: RecordTable, ceilings: CeilingTable?, phases: [String: [PhaseShare]]) {
    // A case is recorded once.
    rows = Dictionary(table.rows.map { ($0.caseID, $0) }) { first, _ in first }
    let columns = Set(table.layout.columns)
    counters = table.layout.columns.filter { columns.contains(RecordSchema.statusColumn(of: $0)) }
    self.ceilings = ceilings
    self.phases = phases
  }

  func row(_ item: BenchmarkCase) -> RecordTable.Row? { rows[item.id] }

  /// Median time of a case that was measured.
  func median(_ item: BenchmarkCase) -> Double? { row(item)?.real(.medianNS) }
}

extension AlgorithmProfile {
  /// Gathers what `rows` have of `subject` and of its variations; `nil` where it has no row.
  init?(
    _ subject: BenchmarkCase, _ rows: ProfileRows, variations: [BenchmarkCase],
    simulated: Simulated?
  ) {
    guard let row = rows.row(subject) else { return nil }
    caseID = subject.id
    form = subject.form
    algorithm = row.text(.algorithm) ?? subject.algorithm.word
    isa = subject.instructionSet.rawValue
    status = row.text(.status) ?? ""
    reason = row.text(.reason)
    implementation = row.text(ExtraColumn.implementation.rawValue)
    work = Work(row)
    let median = row.real(.medianNS)
    time = median.map { median in
      Time(
        medianNS: median, lowNS: row.real(.ciLowNS) ?? median,
        highNS: row.real(.ciHighNS) ?? median, minimumNS: row.real(.minNS) ?? median)
    }
    rates = Rates(row, work: work, ceilings: rows.ceilings, subject)
    cycles = median.flatMap { Cycles(row, medianNS: $0, ceilings: rows.ceilings) }
    counters = rows.counters.map { key in
      Counter(
        key: key, value: row.real(key), status: row.text(RecordSchema.statusColumn(of: key)) ?? "")
    }
    let siblings = variations.filter {
      $0.form == subject.form && $0.algorithm == subject.algorithm && $0.layout == subject.layout
        && $0.instructionSet == subject.instructionSet
    }
    cold = siblings.filter { $0.cache != .warm }.compactMap { item in
      guard let median, let time = rows.median(item) else { return nil }
      return Cold(cache: item.cache.rawValue, medianNS: time, overWarm: time / median)
    }
    threads = siblings.filter { $0.threads > 1 }.compactMap { item in
      guard let median, let time = rows.median(item) else { return nil }
      return Scaling(threads: item.threads, medianNS: time, speedup: median / time)
    }
    phases = (rows.phases[subject.id] ?? []).map { share in
      Phase(
        stage: share.stage, phase: share.phase, share: share.share,
        phaseNS: share.share * (median ?? 0))
    }
    self.simulated = simulated
  }
}

extension AlgorithmProfile.Work {
  init(_ row: RecordTable.Row) {
    nominalMacs = row.integer(.nominalMACs)
    usefulMacs = row.integer(.usefulMACs)
    executedOperations = row.integer(.executedFLOPs)
    let packed = row.integer(.weightBytes)
    weightBytes = packed
    let stored = (row.integer(.params) ?? 0) * MemoryLayout<Float>.size
    leastBytes = row.integer(.compulsoryBytes).map { $0 + max(0, (packed ?? 0) - stored) }
    workspaceBytes = row.integer(.workspaceBytes)
    prepareNS = row.real(.prepareNS)
  }
}

extension AlgorithmProfile.Rates {
  init?(
    _ row: RecordTable.Row, work: AlgorithmProfile.Work, ceilings: CeilingTable?,
    _ item: BenchmarkCase
  ) {
    guard let useful = row.real(.usefulGFLOPS), let median = row.real(.medianNS) else { return nil }
    usefulGflops = useful
    nominalGflops = row.real(.nominalGFLOPS)
    executedGflops = work.executedOperations.map { Double($0) / median }
    peakGflops = row.real(ExtraColumn.peakGFLOPS.rawValue)
    usefulOfPeak = row.real(.peakFraction)
    if let executedGflops, let peakGflops {
      executedOfPeak = executedGflops / peakGflops
    } else {
      executedOfPeak = nil
    }
    usefulOfRoof = row.real(.roofFraction)
    guard let ceilings, let bytes = work.leastBytes else {
      (level, levelGbytesPerSecond, bandwidthShare) = (nil, nil, nil)
      return
    }
    let holder = ceilings.level(holding: bytes, threads: item.threads, policy: item.cache)
    level = holder.rawValue
    levelGbytesPerSecond = ceilings.value(
      holder.rawValue, .readBandwidth, threads: item.threads)
    bandwidthShare = levelGbytesPerSecond.map { Double(bytes) / median / $0 }
  }
}

extension AlgorithmProfile.Cycles {
  /// The metric that hardware counters give cycles under.
  private static let counter = "papi_cycles"

  init?(_ row: RecordTable.Row, medianNS: Double, ceilings: CeilingTable?) {
    if let counted = row.real(Self.counter) {
      (perCall, source) = (counted, Self.counter)
      return
    }
    guard let clock = ceilings?.value(CeilingTable.clock, .gigahertz, threads: 1) else {
      return nil
    }
    (perCall, source) = (clock * medianNS, "calibrated clock × time")
  }
}
