#if canImport(Glibc)
  import Glibc
#endif

/// What the first measurement of a gate says: threshold, suspects, and whether the machine can be
/// trusted at all.
///
/// Many suspects alone do not speak against the machine: both sides and the control share its moods, so that a
/// change of all kernels, a lost compiler flag say, looks like this and must not pass.
package struct GateScreening: Hashable, Sendable {
  /// Why no case can have a verdict on this machine now.
  package enum MachineProblem: Hashable, Sendable {
    case noControl
    case contention(share: Double, highest: Double)
    case noise(floor: Double, highest: Double)
  }

  package let rules: GateRules
  /// Largest distance of an A/A bound from ratio 1, as a fraction; ∞ without a control.
  package let noiseFloor: Double
  /// θ: a slowdown up to this fraction is none.
  package let threshold: Double
  /// Positions of the cases to be measured again.
  package let suspects: [Int]
  package let machineProblem: MachineProblem?

  /// Screens the cases; `control` are those whose two sides are the same binary, `waitShare` is the median
  /// share of time in which the workers had no CPU.
  package init(
    _ cases: [CaseEvidence], control: [CaseEvidence], waitShare: Double? = nil, rules: GateRules
  ) {
    self.rules = rules
    let floor = Self.noiseFloor(control, rules: rules)
    let threshold = rules.threshold(noiseFloor: floor)
    noiseFloor = floor
    self.threshold = threshold
    let limit = log1p(threshold)
    let suspects = cases.indices.filter {
      cases[$0].lowerBound(confidence: rules.suspicionConfidence) > limit
    }
    self.suspects = suspects
    machineProblem =
      if control.isEmpty {
        .noControl
      } else if let waitShare, waitShare > rules.mostWaiting {
        .contention(share: waitShare, highest: rules.mostWaiting)
      } else if floor > rules.highestFloor {
        .noise(floor: floor, highest: rules.highestFloor)
      } else {
        nil
      }
  }

  /// The noise floor that A/A evidence gives, as a fraction.
  package static func noiseFloor(_ control: [CaseEvidence], rules: GateRules) -> Double {
    guard !control.isEmpty else { return .infinity }
    return expm1(
      control.reduce(0) { max($0, $1.largestDeviation(confidence: rules.floorConfidence)) })
  }
}
