import BenchModel
import Testing

#if canImport(Glibc)
  import Glibc
#endif

@Suite("Gate verdicts")
struct GateJudgementTests {
  /// Pairs of 8 rounds around an effect, ±`scatter` uniformly.
  private func evidence(
    _ effect: Double, scatter: Double = 0.005, pairs: Int = 11, seed: UInt64 = 1
  ) throws -> CaseEvidence {
    var generator = SplitMix64(seed: seed)
    let pairs = (0..<pairs).map { _ in
      RatioSample(
        logarithms: (0..<8).map { _ in
          log1p(effect) + scatter * (2 * generator.unitInterval() - 1)
        })
    }
    return try #require(CaseEvidence(pairs: pairs.compactMap(\.self)))
  }

  private func judge(
    _ cases: [CaseEvidence], control: [CaseEvidence], confirmation: [Int: CaseEvidence] = [:]
  ) -> GateJudgement {
    let screening = GateScreening(cases, control: control, rules: GateRules())
    return GateJudgement(
      cases, screening: screening, confirmation: confirmation,
      control: confirmation.isEmpty ? [] : control)
  }

  @Test("calls each case by its evidence")
  func words() throws {
    let cases = try [0, 0.1, -0.1, 0, 0.025].map { try evidence($0) }
    let confirmation = [1: try evidence(0.1, pairs: 22, seed: 2)]
    let judgement = judge(cases, control: [try evidence(0)], confirmation: confirmation)
    let words = judgement.verdicts.map(\.word)
    #expect(words == ["same", "regression", "improvement", "same", "same"])
    #expect(judgement.threshold == 0.03)
  }

  @Test("nothing is red that a second measurement does not confirm")
  func unconfirmed() throws {
    let cases = try [0, 0.1, 0, 0].map { try evidence($0) }
    let control = [try evidence(0)]
    let refuted = judge(cases, control: control, confirmation: [1: try evidence(0, pairs: 22)])
    #expect(refuted.verdicts[1].word == "inconclusive")
    #expect(judge(cases, control: control).verdicts[1].word == "inconclusive")
  }

  @Test("a wide interval is no evidence of sameness")
  func wide() throws {
    let cases = [try evidence(0, scatter: 0.3)]
    let verdict = judge(cases, control: [try evidence(0)]).verdicts[0]
    #expect(verdict == .inconclusive("the interval passes both thresholds"))
  }

  @Test("too few pairs decide nothing, whatever they show")
  func fewPairs() throws {
    let cases = [try evidence(0, pairs: 6)]
    let verdict = judge(cases, control: [try evidence(0)]).verdicts[0]
    #expect(verdict == .inconclusive("too few process pairs (6) for a bound"))
  }

  @Test("workers that wait for their CPU blame the machine, whatever the times say")
  func contention() throws {
    let cases = [try evidence(0.5)]
    func problem(_ share: Double?) throws -> GateScreening.MachineProblem? {
      GateScreening(cases, control: [try evidence(0)], waitShare: share, rules: GateRules())
        .machineProblem
    }
    #expect(try problem(0.5) == .contention(share: 0.5, highest: 0.1))
    #expect(try problem(0.1) == nil)
    #expect(try problem(nil) == nil)
    #expect(try problem(0.5)?.description.contains("50.0 % of the time") == true)
  }

  @Test("the threshold is twice the noise floor where that is more than 3 %")
  func floor() throws {
    let shifted = try evidence(0.02, scatter: 0.001)
    let screening = GateScreening([try evidence(0.05)], control: [shifted], rules: GateRules())
    #expect(abs(screening.noiseFloor - 0.02) < 0.002)
    #expect(abs(screening.threshold - 2 * screening.noiseFloor) < 1e-12)
  }

  @Test("noise beyond 5 % blames the machine")
  func noisyMachine() throws {
    let judgement = judge([try evidence(0.5)], control: [try evidence(0.06)])
    #expect(judgement.verdicts[0].word == "inconclusive")
    guard case .noise = judgement.machineProblem else {
      Issue.record("expected noise, found \(String(describing: judgement.machineProblem))")
      return
    }
  }

  @Test("so does a noisy control of the confirmation")
  func noisyConfirmation() throws {
    let cases = [try evidence(0.1)]
    let screening = GateScreening(cases, control: [try evidence(0)], rules: GateRules())
    let judgement = GateJudgement(
      cases, screening: screening, confirmation: [0: try evidence(0.1, pairs: 22)],
      control: [try evidence(0.08)])
    #expect(judgement.verdicts[0].word == "inconclusive")
  }

  @Test("suspects are confirmed, however many they are")
  func manySuspects() throws {
    let many = try (0..<10).map { _ in try evidence(0.1) }
    let screening = GateScreening(many, control: [try evidence(0)], rules: GateRules())
    #expect(screening.suspects.count == 10 && screening.machineProblem == nil)
  }

  @Test("without a control there is no verdict")
  func noControl() throws {
    #expect(judge([try evidence(0)], control: []).machineProblem == .noControl)
  }
}

@Suite("Disturbed blocks")
struct DisturbanceRuleTests {
  /// A call that the expectation macro can take apart.
  private func rejects(_ rule: inout DisturbanceRule, _ conditions: BlockConditions) -> Bool {
    rule.rejects(conditions)
  }

  @Test("steal beyond 2 % is rejected, whatever came before")
  func steal() {
    var rule = DisturbanceRule()
    for _ in 0..<20 { #expect(rejects(&rule, BlockConditions(stealShare: 0.5))) }
    #expect(!rejects(&rule, BlockConditions(stealShare: 0.02)))
  }

  @Test("pressure and preemptions are compared with the median so far")
  func relative() {
    var rule = DisturbanceRule()
    for _ in 0..<9 {
      #expect(!rejects(&rule, BlockConditions(pressureShare: 0.01, involuntarySwitches: 0)))
    }
    #expect(rejects(&rule, BlockConditions(pressureShare: 0.06)))
    #expect(!rejects(&rule, BlockConditions(pressureShare: 0.02)))
    #expect(rejects(&rule, BlockConditions(involuntarySwitches: 1)))
  }

  @Test("a machine that is always disturbed is measured as it is")
  func always() {
    var rule = DisturbanceRule()
    _ = rule.rejects(BlockConditions(pressureShare: 0.5, involuntarySwitches: 10))
    for _ in 0..<9 {
      #expect(!rejects(&rule, BlockConditions(pressureShare: 0.6, involuntarySwitches: 12)))
    }
  }

  @Test("no evidence is no disturbance")
  func silence() {
    var rule = DisturbanceRule()
    #expect(!rejects(&rule, BlockConditions()))
    #expect(DisturbanceRule.repeats(of: 10) == 5)
    #expect(rule.medianWaitShare == nil)
  }

  @Test("remembers how long workers waited")
  func waiting() {
    var rule = DisturbanceRule()
    for share in [0.5, 0, 0.4] { _ = rejects(&rule, BlockConditions(waitShare: share)) }
    #expect(rule.medianWaitShare == 0.4)
  }
}

@Suite("Unpaired ratio")
struct UnpairedRatioTests {
  @Test("the interval covers the true ratio at least as often as it says")
  func coverage() throws {
    var generator = SplitMix64(seed: 11)
    var covered = 0
    var rejected = 0
    let trials = 500
    for _ in 0..<trials {
      let top = (0..<25).map { _ in 1.1 * (1 + generator.unitInterval()) }
      let bottom = (0..<17).map { _ in 1 + generator.unitInterval() }
      let ratio = try #require(UnpairedRatio(numerators: top, denominators: bottom))
      if ratio.interval().contains(1.1) { covered += 1 }
      if ratio.pValue(above: 1.1) <= 0.05 { rejected += 1 }
    }
    #expect(covered >= Int(0.95 * Double(trials)))
    #expect(rejected <= Int(0.05 * Double(trials)))
  }

  @Test("a large difference is seen, in its direction only")
  func difference() throws {
    let slow = (0..<15).map { 2 + 0.01 * Double($0) }
    let fast = (0..<15).map { 1 + 0.01 * Double($0) }
    let ratio = try #require(UnpairedRatio(numerators: slow, denominators: fast))
    #expect(ratio.interval().lowerBound > 1.8)
    #expect(ratio.pValue(above: 1.03) < 0.001)
    #expect(ratio.pValue(below: 1) == 1)
  }

  @Test("too few samples leave everything open")
  func few() throws {
    let ratio = try #require(UnpairedRatio(numerators: [2, 2, 2], denominators: [1, 1, 1]))
    #expect(ratio.interval() == 0...Double.infinity)
    #expect(ratio.pValue(above: 1) > 0.05)
    #expect(UnpairedRatio(numerators: [], denominators: [1]) == nil)
    #expect(UnpairedRatio(numerators: [0], denominators: [1]) == nil)
  }
}
