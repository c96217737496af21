/// What the process pairs of one case say together; all figures are logarithms of head over base.
///
/// Pairs are not pooled: rounds of one pair share a memory layout, so that pooling them would pretend
/// independence. A claim holds only where every pair supports it (an intersection–union test, R. L.
/// Berger, "Multiparameter Hypothesis Testing and Acceptance Sampling", Technometrics 24 (1982)), hence
/// its error is at most that of one pair.
package struct CaseEvidence: Hashable, Sendable {
  /// Never empty.
  package let pairs: [PairRatios]

  /// `nil` where there is no pair.
  package init?(pairs: [PairRatios]) {
    guard !pairs.isEmpty else { return nil }
    self.pairs = pairs
  }

  /// The median of the pairs' medians.
  package var effect: Double {
    OrderStatistics(pairs.map(\.median))?.median ?? 0
  }

  /// Rounds of the shortest pair.
  package var rounds: Int { pairs.map(\.rounds).min() ?? 0 }

  /// The bound that every pair's median is above.
  package func lowerBound(confidence: Double) -> Double {
    pairs.reduce(.infinity) { min($0, $1.lowerBound(confidence: confidence)) }
  }

  /// The bound that every pair's median is below.
  package func upperBound(confidence: Double) -> Double {
    pairs.reduce(-.infinity) { max($0, $1.upperBound(confidence: confidence)) }
  }

  /// p-value of "in some pair the median is at most `limit`".
  package func pValue(above limit: Double) -> Double {
    pairs.reduce(0) { max($0, $1.pValue(above: limit)) }
  }

  /// p-value of "in some pair the median is at least `limit`".
  package func pValue(below limit: Double) -> Double {
    pairs.reduce(0) { max($0, $1.pValue(below: limit)) }
  }

  /// Whether every pair's median is shown to lie strictly inside ±`limit`.
  package func isWithin(_ limit: Double, confidence: Double) -> Bool {
    lowerBound(confidence: confidence) > -limit && upperBound(confidence: confidence) < limit
  }

  /// The smallest effect that would have cleared `limit` in every pair through the scatter seen here.
  ///
  /// The distance between the effect and the lowest of the pairs' lower bounds is what scatter within
  /// and between the pairs costs. `nil` with too few rounds for any bound.
  package func smallestDetectable(above limit: Double, confidence: Double) -> Double? {
    let bound = lowerBound(confidence: confidence)
    return bound.isFinite ? limit + max(0, effect - bound) : nil
  }

  /// The largest distance of a pair's bound from no effect: of a case whose sides are the same binary,
  /// the noise floor.
  package func largestDeviation(confidence: Double) -> Double {
    max(upperBound(confidence: confidence), -lowerBound(confidence: confidence))
  }
}
