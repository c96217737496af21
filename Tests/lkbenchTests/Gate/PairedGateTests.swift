import BenchModel
import BenchReports
import Testing

@testable import lkbench

@Suite("Paired gate on a model")
struct PairedGateTests {
  private func outcome(
    _ model: NoiseModel, seed: UInt64 = 1, cases: Int = 12,
    _ change: (inout PairedSettings) -> Void = { _ in }
  ) throws -> PairedOutcome {
    var settings = PairedSettings()
    settings.seed = seed
    change(&settings)
    return try scriptedGate(ScriptedSides(model, seed: seed), cases: cases, settings: settings)
      .run()
  }

  @Test("100 gates of equal builds raise no alarm, and most cases are shown to be the same")
  func falseAlarms() throws {
    var same = 0
    for seed in 1...100 {
      let found = try outcome(NoiseModel(), seed: UInt64(seed))
      #expect(found.cases.allSatisfy { $0.verdict != .regression }, "seed \(seed)")
      same += found.cases.count { $0.verdict == .same }
    }
    #expect(same > 1_100)
  }

  @Test("a slowdown of 5 % in one kernel is found, and only there")
  func detection() throws {
    var found = 0
    for seed in 1...60 {
      let slow = seed % 12
      let result = try outcome(NoiseModel(slowdowns: [slow: 0.05]), seed: UInt64(seed))
      let red = result.cases.indices.filter { result.cases[$0].verdict == .regression }
      #expect(red.isEmpty || red == [slow], "seed \(seed): \(red)")
      found += red == [slow] ? 1 : 0
    }
    #expect(found >= 57)
  }

  @Test("slowdowns below the threshold are no regressions")
  func small() throws {
    for seed in 1...30 {
      let result = try outcome(NoiseModel(slowdowns: [3: 0.02]), seed: UInt64(seed))
      #expect(result.cases[3].verdict != .regression, "seed \(seed)")
    }
  }

  @Test("a noisy machine is inconclusive and never red", arguments: [0.0, 0.05])
  func noisy(slowdown: Double) throws {
    var inconclusive = 0
    for seed in 1...40 {
      let model = NoiseModel(
        scatter: 0.15, layout: 0.03, disturbed: 0.3, isVisible: false, slowdowns: [0: slowdown])
      let result = try outcome(model, seed: UInt64(seed))
      #expect(result.cases.allSatisfy { $0.verdict != .regression }, "seed \(seed)")
      if result.machineProblem != nil { inconclusive += 1 }
    }
    #expect(inconclusive > 35)
  }

  @Test("an improvement is told and confirmed by nothing else")
  func improvement() throws {
    let result = try outcome(NoiseModel(slowdowns: [2: -0.2]))
    #expect(result.cases[2].verdict == .improvement)
    #expect(result.cases[2].confirmation == nil)
  }

  @Test("a change that all kernels share is a regression of all")
  func everything() throws {
    let all = Dictionary(uniqueKeysWithValues: (0..<12).map { ($0, 0.2) })
    let result = try outcome(NoiseModel(slowdowns: all))
    #expect(result.cases.allSatisfy { $0.verdict == .regression })
  }

  @Test("visible disturbances are measured again, as often as allowed and not more")
  func repeats() throws {
    let few = try outcome(NoiseModel(disturbed: 0.05))
    #expect(few.repeats > 0 && few.keptDisturbed < few.repeats)
    let all = try outcome(NoiseModel(disturbed: 1))
    // 12 cases and 3 sentinels, 3 blocks each, one of them again, in 13 pairs.
    #expect(all.repeats == 13 * 15)
    #expect(all.keptDisturbed == 13 * 15 * 3)
  }

  @Test("sides are fresh in each pair, aligned alike, and all ended")
  func processes() throws {
    let sides = ScriptedSides(NoiseModel(slowdowns: [1: 0.1]), seed: 4)
    let result = try scriptedGate(sides).run()
    // Base, head and control of 13 pairs, and of twice as many for the confirmation.
    #expect(sides.opened.count == 3 * 39)
    #expect(sides.running == 0)
    #expect(result.alignments.count == 39)
    for start in stride(from: 0, to: 3 * 39, by: 3) {
      let pair = sides.opened[start..<start + 3]
      #expect(Set(pair.map(\.alignment)).count == 1)
      #expect(Set(pair.map(\.role)) == [.base, .head, .control])
    }
    #expect(Set(result.alignments).count > 1)
    #expect(result.alignments.allSatisfy { $0.input % 64 == 0 && $0.input < 4096 })
  }

  @Test("the same seed gives the same verdicts and figures")
  func repeatable() throws {
    #expect(try outcome(NoiseModel(), seed: 7) == outcome(NoiseModel(), seed: 7))
  }

  @Test("time that runs out leaves fewer pairs, the same for all, and says so")
  func budget() throws {
    let result = try outcome(NoiseModel()) { $0.budget = 6 }
    #expect(result.isCutShort)
    let pairs = Set(result.cases.compactMap { $0.evidence?.pairs.count })
    #expect(pairs == [PairedSettings.fewestPairs])
  }

  @Test("somebody else on the workers' CPU makes the gate inconclusive, whatever the times say")
  func contention() throws {
    let result = try outcome(NoiseModel(slowdowns: [0: 0.2], waiting: 0.5))
    #expect(result.machineProblem == .contention(share: 0.5, highest: 0.1))
    #expect(result.cases.allSatisfy { $0.verdict.word == "inconclusive" })
  }

  @Test("cycles and instructions of both sides are shown where they can be counted")
  func counters() throws {
    let with = try outcome(NoiseModel(slowdowns: [1: 0.1], hasCounters: true))
    let report = PairedReport(with, allowsMissing: false).layer(id: "time", title: "t")
    let figures = report.cases[1].figures
    #expect(figures.first { $0.key == "papi_cycles_change" }?.text == "+10.0 %")
    #expect(figures.first { $0.key == "papi_instructions_change" }?.title == "instructions")
    let without = try outcome(NoiseModel())
    let plain = PairedReport(without, allowsMissing: false).layer(id: "time", title: "t")
    #expect(!plain.cases.flatMap(\.figures).contains { $0.key.contains("papi") })
  }

  @Test("a suspect that there is no time to confirm is not red")
  func noTimeToConfirm() throws {
    let result = try outcome(NoiseModel(slowdowns: [0: 0.2])) { $0.budget = 0.5 }
    #expect(result.cases[0].verdict.word == "inconclusive")
  }

  @Test("what a side refuses or computes wrong is not compared")
  func refusals() throws {
    let sides = ScriptedSides(NoiseModel(), seed: 2)
    sides.answers = [
      .base: [0: .refused, 1: .refused, 4: .wrong], .head: [1: .refused, 2: .refused, 3: .wrong],
    ]
    let result = try scriptedGate(sides).run()
    let words = result.cases.prefix(6).map(\.verdict.word)
    #expect(
      words == [
        "incomparable", "skipped", "incomparable", "incomparable", "incomparable", "same",
      ])
    #expect(result.wrong.map(\.id) == ["case-3"])
  }

  @Test(
    "who refuses a case that it prepared before is named, and no other",
    arguments: [GateRole.base, .control, .head])
  func fickle(role: GateRole) throws {
    let sides = ScriptedSides(NoiseModel(), seed: 2)
    sides.fickle = role
    let error = #expect(throws: GateError.self) { try scriptedGate(sides).run() }
    let reason = "case-0 was prepared once and then refused: no"
    #expect(error == (role == .head ? .headUnusable(reason) : .baseUnusable(reason)))
    #expect(error?.exitStatus == (role == .head ? .failed : .incomparable))
    #expect(sides.running == 0)
  }

  @Test("the control measures as many cases as the settings say, spread over the times")
  func sentinels() throws {
    func chosen(_ count: Int, of cases: Int = 12) throws -> [String] {
      try outcome(NoiseModel(), cases: cases) { $0.sentinels = count }.sentinels
    }
    #expect(try chosen(3) == ["case-0", "case-6", "case-11"])
    #expect(try chosen(1) == ["case-6"])
    #expect(try chosen(2) == ["case-0", "case-11"])
    #expect(try chosen(5) == ["case-0", "case-3", "case-6", "case-9", "case-11"])
    #expect(try chosen(3, of: 2) == ["case-0", "case-1"])
    #expect(try chosen(3, of: 1) == ["case-0"])
    #expect(PairedSettings.spread([], count: 3).isEmpty)
    let one = try outcome(NoiseModel()) { $0.sentinels = 1 }
    #expect(one.control.count == 1 && one.machineProblem == nil)
  }

  @Test("counters that are broken are told of, those that are not there are not")
  func brokenCounters() throws {
    let sides = ScriptedSides(NoiseModel(), seed: 2)
    sides.countProblems = [.head: "head: damaged.yaml", .base: "base: damaged.yaml"]
    let result = try scriptedGate(sides).run()
    #expect(result.warnings == ["base: damaged.yaml", "head: damaged.yaml"])
    let facts = PairedReport(result, allowsMissing: false).layer(id: "time", title: "t").facts
    let shown = facts.filter { $0.title == "warning" }
    #expect(shown.map(\.key) == ["count_warning_1", "count_warning_2"])
    #expect(shown.map(\.text) == result.warnings)
    #expect(try outcome(NoiseModel()).warnings.isEmpty)
  }

  @Test("an interrupt ends the sides, and so does a side that is not there")
  func ends() throws {
    let sides = ScriptedSides(NoiseModel(), seed: 2)
    var gate = scriptedGate(sides)
    var blocks = 0
    gate.onProgress = { _, _, _ in blocks += 1 }
    gate.isInterrupted = { blocks > 40 }
    #expect(throws: Interrupted.self) { try gate.run() }
    #expect(sides.running == 0)
    sides.absent = .head
    #expect(throws: GateError.headUnusable("absent")) { try scriptedGate(sides).run() }
    #expect(sides.running == 0)
    sides.absent = .base
    let error = #expect(throws: GateError.self) { try scriptedGate(sides).run() }
    #expect(error?.exitStatus == .incomparable)
  }
}
