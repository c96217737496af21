/// What the process pairs of one case say together; all figures are logarithms of head over base.
///
/// The pair is the unit of the sample, not the round: rounds of a pair share one memory layout and one stretch
/// of the machine's moods, so that pooling them would pretend independence (S. E. Lazic, "The problem of
/// pseudoreplication in neuroscientific studies", BMC Neuroscience 11 (2010)). Each pair gives its median, and
/// claims are exact sign tests over those.
package struct CaseEvidence: Hashable, Sendable {
  /// The rounds of each pair; never empty.
  package let pairs: [RatioSample]
  /// One value per pair.
  private let medians: RatioSample

  /// `nil` where there is no pair.
  package init?(pairs: [RatioSample]) {
    guard let medians = RatioSample(logarithms: pairs.map(\.median)) else { return nil }
    self.pairs = pairs
    self.medians = medians
  }

  /// The median of the pairs' medians.
  package var effect: Double { medians.median }

  /// Rounds of the shortest pair.
  package var rounds: Int { pairs.map(\.count).min() ?? 0 }

  /// The exact one-sided lower bound of the effect; −∞ with too few pairs for the confidence.
  package func lowerBound(confidence: Double) -> Double {
    medians.lowerBound(confidence: confidence)
  }

  /// The exact one-sided upper bound of the effect; ∞ with too few pairs for the confidence.
  package func upperBound(confidence: Double) -> Double {
    medians.upperBound(confidence: confidence)
  }

  /// p-value of "the effect is at most `limit`".
  package func pValue(above limit: Double) -> Double { medians.pValue(above: limit) }

  /// p-value of "the effect is at least `limit`".
  package func pValue(below limit: Double) -> Double { medians.pValue(below: limit) }

  /// Whether the effect is shown to lie strictly inside ±`limit`.
  package func isWithin(_ limit: Double, confidence: Double) -> Bool {
    lowerBound(confidence: confidence) > -limit && upperBound(confidence: confidence) < limit
  }

  /// The smallest effect whose lower bound would have cleared `limit` through the scatter seen here.
  ///
  /// `nil` with too few pairs for any bound.
  package func smallestDetectable(above limit: Double, confidence: Double) -> Double? {
    let bound = lowerBound(confidence: confidence)
    return bound.isFinite ? limit + max(0, effect - bound) : nil
  }

  /// The largest distance of a bound from no effect: of a case whose sides are the same binary, the noise
  /// floor.
  package func largestDeviation(confidence: Double) -> Double {
    max(upperBound(confidence: confidence), -lowerBound(confidence: confidence))
  }
}
