#if canImport(Glibc)
  import Glibc
#endif

/// The verdicts of a gate, from its screening and the second measurement of the suspects.
package struct GateJudgement: Hashable, Sendable {
  /// θ after the confirmation, whose own control can only raise it.
  package let threshold: Double
  package let noiseFloor: Double
  package let machineProblem: GateScreening.MachineProblem?
  /// One per case, in their order.
  package let verdicts: [GateVerdict]

  /// Judges `cases`; `confirmation` holds the second measurement of suspects by position, with what its
  /// own A/A control found.
  ///
  /// A regression needs both measurements: the first made the case a suspect, and of the second the Holm
  /// correction over all cases leaves at most `rules.familyError`. An improvement has the same
  /// correction on the first measurement; it never fails a build, so that it is not measured again.
  package init(
    _ cases: [CaseEvidence], screening: GateScreening,
    confirmation: [Int: CaseEvidence] = [:], control: [CaseEvidence] = []
  ) {
    let rules = screening.rules
    var problem = screening.machineProblem
    var floor = screening.noiseFloor
    if !control.isEmpty {
      floor = max(floor, GateScreening.noiseFloor(control, rules: rules))
      if problem == nil, floor > rules.highestFloor {
        problem = .noise(floor: floor, highest: rules.highestFloor)
      }
    }
    let threshold = rules.threshold(noiseFloor: floor)
    noiseFloor = floor
    self.threshold = threshold
    machineProblem = problem
    if let problem {
      verdicts = cases.map { _ in .inconclusive(problem.description) }
      return
    }
    let limit = log1p(threshold)
    let confirmed = Self.confirmed(
      confirmation, suspects: screening.suspects, limit: limit, family: cases.count, rules: rules)
    let faster = HolmCorrection.adjusted(cases.map { $0.pValue(below: -limit) })
    verdicts = cases.indices.map { index in
      if screening.suspects.contains(index) {
        return confirmed[index] ?? .inconclusive("suspected, and not measured a second time")
      }
      if faster[index] <= rules.familyError { return .improvement }
      if cases[index].isWithin(limit, confidence: rules.boundConfidence) { return .same }
      return .inconclusive(Self.openQuestion(cases[index], limit: limit, rules: rules))
    }
  }

  private static func confirmed(
    _ confirmation: [Int: CaseEvidence], suspects: [Int], limit: Double, family: Int,
    rules: GateRules
  ) -> [Int: GateVerdict] {
    let measured = suspects.filter { confirmation[$0] != nil }
    let slower = HolmCorrection.adjusted(
      measured.map { confirmation[$0]?.pValue(above: limit) ?? 1 }, family: family)
    return Dictionary(
      uniqueKeysWithValues: zip(measured, slower).map { index, pValue in
        (
          index,
          pValue <= rules.familyError
            ? .regression : .inconclusive("suspected, and not confirmed by a second measurement")
        )
      })
  }

  /// What keeps a case from being called the same.
  private static func openQuestion(
    _ evidence: CaseEvidence, limit: Double, rules: GateRules
  ) -> String {
    let lower = evidence.lowerBound(confidence: rules.boundConfidence)
    let upper = evidence.upperBound(confidence: rules.boundConfidence)
    guard lower.isFinite, upper.isFinite else {
      return "too few process pairs (\(evidence.pairs.count)) for a bound"
    }
    if lower <= -limit, upper >= limit { return "the interval passes both thresholds" }
    return upper >= limit
      ? "a slowdown beyond the threshold is not excluded"
      : "a gain beyond the threshold is not excluded"
  }
}

extension GateScreening.MachineProblem: CustomStringConvertible {
  /// One sentence for people.
  package var description: String {
    switch self {
    case .noControl: "no A/A control could be measured, hence no noise floor"
    case .contention(let share, let highest):
      "another process wanted the workers' CPU for \(Self.percent(share)) of the time, "
        + "more than \(Self.percent(highest))"
    case .noise(let floor, let highest):
      "the same binary differs from itself by up to \(Self.percent(floor)) here, "
        + "more than \(Self.percent(highest))"
    }
  }

  /// Percent with one decimal, without a locale.
  private static func percent(_ fraction: Double) -> String {
    guard fraction.isFinite, fraction < 1e12 else { return "an unknown amount" }
    return "\((fraction * 1000).rounded() / 10) %"
  }
}
