import BenchModel

/// Layer 2: wall time of two builds in one job, interleaved, in fresh process pairs.
///
/// Knows no convolution and no process: sides prepare cases by their options and give times. Method and
/// evidence: Bulej et al., "Duet Benchmarking" (ICPE 2020) for pairs in one job; here the sides take
/// turns instead of running at once, so that one CPU is enough.
struct PairedGate {
  let cases: [GateCaseRequest]
  let settings: PairedSettings
  let sides: any GateSides
  /// Seconds since some fixed moment.
  let now: () -> Double
  var isInterrupted: () -> Bool = { false }
  /// Blocks done, blocks planned so far, and what is being done.
  var onProgress: (_ done: Int, _ planned: Int, _ label: String) -> Void = { _, _, _ in }

  /// Measures, confirms and judges.
  ///
  /// - Throws: `Interrupted`; `GateError` where a build cannot take part.
  func run() throws -> PairedOutcome {
    var run = PairedRun(gate: self)
    return try run.outcome()
  }
}

/// The state of one gate.
private struct PairedRun {
  let gate: PairedGate
  private let settings: PairedSettings
  private let begin: Double
  private var schedule: BlockSchedule
  private var rule = DisturbanceRule()
  private var base: [GatePreparation?]
  private var head: [GatePreparation?]
  private var batches: [Int: GateBatch] = [:]
  private var sentinels: [Int] = []
  private var alignments: [GateAlignment] = []
  private var baseTimes: [Int: [Double]] = [:]
  private var headTimes: [Int: [Double]] = [:]
  private var counts: [Int: (base: [String: Double], head: [String: Double])] = [:]
  private var warnings: [String] = []
  private var (blocks, planned, repeats, keptDisturbed) = (0, 0, 0, 0)
  private var isCutShort = false

  init(gate: PairedGate) {
    self.gate = gate
    settings = gate.settings
    begin = gate.now()
    schedule = BlockSchedule(seed: gate.settings.seed)
    base = Array(repeating: nil, count: gate.cases.count)
    head = base
  }

  /// Cases that both sides can run.
  private var comparable: [Int] {
    gate.cases.indices.filter { base[$0]?.status == .ready && head[$0]?.status == .ready }
  }

  mutating func outcome() throws -> PairedOutcome {
    let first = try measurePairs(deadlineShare: PairedSettings.firstShare, isFirst: true)
    let compared = comparable
    let evidence = compared.compactMap { first.evidence(.compared($0)) }
    guard evidence.count == compared.count, !compared.isEmpty else {
      return outcome(verdicts: [:], judgement: nil, first: first, second: PairEvidence())
    }
    let screening = GateScreening(
      evidence, control: sentinels.compactMap { first.evidence(.control($0)) },
      waitShare: rule.medianWaitShare, rules: settings.rules)
    var second = PairEvidence()
    if screening.machineProblem == nil, !screening.suspects.isEmpty, hasTime {
      let suspects = screening.suspects.map { compared[$0] }
      second = try measurePairs(deadlineShare: 1, isFirst: false, only: suspects)
    }
    var confirmation: [Int: CaseEvidence] = [:]
    for position in screening.suspects {
      confirmation[position] = second.evidence(.compared(compared[position]))
    }
    let judgement = GateJudgement(
      evidence, screening: screening, confirmation: confirmation,
      control: sentinels.compactMap { second.evidence(.control($0)) })
    let verdicts = Dictionary(uniqueKeysWithValues: zip(compared, judgement.verdicts))
    return outcome(verdicts: verdicts, judgement: judgement, first: first, second: second)
  }

  private var hasTime: Bool { gate.now() - begin < settings.budget }

  /// Measures fresh process pairs; all comparable cases, or `only` some in twice as many pairs.
  ///
  /// Ends after a share of the budget, but not before there are enough pairs for a bound.
  private mutating func measurePairs(
    deadlineShare: Double, isFirst: Bool, only chosen: [Int]? = nil
  ) throws -> PairEvidence {
    let pairs = isFirst ? settings.pairs : 2 * settings.pairs
    let deadline = begin + settings.budget * deadlineShare
    var evidence = PairEvidence()
    for pair in 0..<pairs {
      if pair >= PairedSettings.fewestPairs, gate.now() > deadline {
        isCutShort = true
        break
      }
      let alignment = GateAlignment(
        input: schedule.alignment(), output: schedule.alignment(), pages: schedule.pages())
      alignments.append(alignment)
      let opened = OpenSides(gate.sides, alignment)
      defer { opened.close() }
      let (baseSide, headSide) = (try opened.open(.base), try opened.open(.head))
      if isFirst, pair == 0 {
        try prepareFirst(baseSide, headSide)
        if comparable.isEmpty { return evidence }
      }
      let cases = chosen ?? comparable
      let control = try opened.open(.control)
      if !(isFirst && pair == 0) {
        try prepare(cases + sentinels, on: baseSide, .base)
        try prepare(cases, on: headSide, .head)
      }
      try prepare(sentinels, on: control, .control)
      if isFirst, pair == 0 { try count(cases, baseSide, headSide) }
      let slots = cases.map(PairSlot.compared) + sentinels.map(PairSlot.control)
      if pair == 0 {
        planned += pairs * slots.count * BlockSchedule.blocks(rounds: settings.rounds)
      }
      let measured = try measure(
        slots, baseSide, headSide, control,
        label: (isFirst ? "" : "confirming \(cases.count), ") + "pair \(pair + 1) of \(pairs)")
      evidence.add(measured)
    }
    return evidence
  }

  private mutating func measure(
    _ slots: [PairSlot], _ baseSide: any GateSide, _ headSide: any GateSide,
    _ control: any GateSide, label: String
  ) throws -> PairMeasurement {
    let (before, planned, report) = (blocks, planned, gate.onProgress)
    var done = 0
    let session = PairSession(
      base: baseSide, head: headSide, control: control, batches: batches,
      isInterrupted: gate.isInterrupted,
      onBlock: {
        done += 1
        report(before + done, planned, label)
      })
    let measured = try session.measure(
      slots, rounds: settings.rounds, schedule: &schedule, rule: &rule)
    blocks += done
    repeats += measured.repeats
    keptDisturbed += measured.keptDisturbed
    baseTimes.merge(measured.baseTimes) { $0 + $1 }
    headTimes.merge(measured.headTimes) { $0 + $1 }
    return measured
  }

  /// Prepares every case on both sides, verified, and decides calls per sample and sentinels.
  private mutating func prepareFirst(
    _ baseSide: any GateSide, _ headSide: any GateSide
  ) throws {
    var slower: [Int: Double] = [:]
    for (index, request) in gate.cases.enumerated() where request.unsupported == nil {
      try checkInterrupt()
      gate.onProgress(0, gate.cases.count, "verifying \(request.id)")
      let (ofHead, ofBase) = (
        try headSide.prepare(request, index: index, verify: true),
        try baseSide.prepare(request, index: index, verify: true)
      )
      (head[index], base[index]) = (ofHead, ofBase)
      guard ofHead.status == .ready, ofBase.status == .ready else { continue }
      let time = max(
        try baseSide.calibrate(index: index, nanoseconds: PairedSettings.warmUp),
        try headSide.calibrate(index: index, nanoseconds: PairedSettings.warmUp))
      slower[index] = time
      batches[index] = GateBatch(
        nanoseconds: settings.sampleNanoseconds, callNanoseconds: time)
    }
    sentinels = PairedSettings.spread(
      comparable.sorted { slower[$0, default: 0] < slower[$1, default: 0] },
      count: settings.sentinels)
  }

  /// Counts what explains a time, once; ends at the first case without counts.
  private mutating func count(
    _ cases: [Int], _ baseSide: any GateSide, _ headSide: any GateSide
  ) throws {
    for index in cases {
      guard let batch = batches[index] else { continue }
      try checkInterrupt()
      let found = (
        base: try baseSide.counts(index: index, batch: batch),
        head: try headSide.counts(index: index, batch: batch)
      )
      for problem in [found.base.problem, found.head.problem].compactMap(\.self)
      where !warnings.contains(problem) {
        warnings.append(problem)
      }
      if found.base.values.isEmpty || found.head.values.isEmpty { return }
      counts[index] = (found.base.values, found.head.values)
    }
  }

  /// Prepares cases that were verified before.
  ///
  /// - Throws: `GateError` that names the build of `role` where it refuses one now.
  private func prepare(_ indices: [Int], on side: any GateSide, _ role: GateRole) throws {
    var seen: Set<Int> = []
    for index in indices where seen.insert(index).inserted {
      try checkInterrupt()
      let again = try side.prepare(gate.cases[index], index: index, verify: false)
      guard again.status == .ready else {
        throw GateError.of(
          role,
          "\(gate.cases[index].id) was prepared once and then refused: \(again.reason ?? "no reason")"
        )
      }
    }
  }

  private func checkInterrupt() throws {
    if gate.isInterrupted() { throw Interrupted() }
  }

  private func outcome(
    verdicts: [Int: GateVerdict], judgement: GateJudgement?, first: PairEvidence,
    second: PairEvidence
  ) -> PairedOutcome {
    let results = gate.cases.indices.map { index in
      PairedOutcome.Case(
        id: gate.cases[index].id, verdict: verdicts[index] ?? unmeasured(index),
        evidence: first.evidence(.compared(index)),
        confirmation: second.evidence(.compared(index)),
        baseNanoseconds: baseTimes[index].flatMap { OrderStatistics($0)?.median },
        headNanoseconds: headTimes[index].flatMap { OrderStatistics($0)?.median },
        batch: batches[index], baseCounts: counts[index]?.base ?? [:],
        headCounts: counts[index]?.head ?? [:], base: base[index], head: head[index])
    }
    return PairedOutcome(
      cases: results, threshold: judgement?.threshold, noiseFloor: judgement?.noiseFloor,
      machineProblem: judgement?.machineProblem, sentinels: sentinels.map { gate.cases[$0].id },
      control: sentinels.compactMap { first.evidence(.control($0)) }, settings: settings,
      alignments: alignments, blocks: blocks, repeats: repeats, keptDisturbed: keptDisturbed,
      isCutShort: isCutShort, seconds: gate.now() - begin, warnings: warnings)
  }

  /// The verdict of a case that was not measured.
  private func unmeasured(_ index: Int) -> GateVerdict {
    if let reason = gate.cases[index].unsupported { return .skipped(reason) }
    switch (head[index]?.status, base[index]?.status) {
    case (.refused, .refused): return .skipped(head[index]?.reason ?? "refused")
    case (.wrong, _): return .incomparable("wrong: \(head[index]?.reason ?? "")")
    case (.refused, _): return .incomparable("missing in this build: \(head[index]?.reason ?? "")")
    case (_, .refused): return .incomparable("missing in the base: \(base[index]?.reason ?? "")")
    case (_, .wrong): return .incomparable("wrong in the base: \(base[index]?.reason ?? "")")
    default: return .incomparable("not measured")
    }
  }
}
