#if canImport(Glibc)
  import Glibc
#endif

/// Every number that a verdict of the gate depends on, fixed before anything is measured.
package struct GateRules: Hashable, Sendable {
  /// Smallest slowdown worth a red build, as a fraction: 0.03 is 3 %.
  package var leastThreshold = 0.03
  /// The threshold is at least so many times the noise floor.
  package var floorFactor = 2.0
  /// A noise floor above this makes the whole gate inconclusive.
  package var highestFloor = 0.05
  /// Workers that wait for their CPU a larger share of the time, in the median, make it inconclusive too.
  package var mostWaiting = 0.1
  /// One-sided confidence of each bound that is shown, and of `same`.
  package var boundConfidence = 0.99
  /// One-sided confidence of the bounds whose largest is the noise floor.
  ///
  /// Lower than that of verdicts: the floor already is the largest of several cases' bounds on both sides, and a
  /// single pair with an unlucky memory layout must not raise the threshold of all cases.
  package var floorConfidence = 0.95
  /// One-sided confidence at which the first measurement makes a case a suspect.
  ///
  /// It only nominates: nothing is red before the confirmation, whose data are independent of it.
  package var suspicionConfidence = 0.95
  /// Probability of any false regression among all cases of a gate (Holm).
  package var familyError = 0.05

  package init() {}

  /// The threshold under a noise floor, as a fraction.
  package func threshold(noiseFloor: Double) -> Double {
    max(leastThreshold, floorFactor * noiseFloor)
  }
}
