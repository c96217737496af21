#if canImport(Glibc)
  import Glibc
#endif

/// The rounds of one process pair: the logarithm of head's time over base's, one value per round.
///
/// Rounds of a pair share one memory layout; what differs between layouts shows only between pairs.
package struct PairRatios: Hashable, Sendable {
  private let statistics: OrderStatistics

  /// `nil` where there is no round or a value is not finite.
  package init?(logarithms: [Double]) {
    guard let statistics = OrderStatistics(logarithms) else { return nil }
    self.statistics = statistics
  }

  package var rounds: Int { statistics.count }
  package var median: Double { statistics.median }

  /// The exact one-sided lower bound of the median; −∞ with too few rounds for the confidence.
  package func lowerBound(confidence: Double) -> Double {
    SignTest.oneSidedRank(count: rounds, confidence: confidence)
      .map { statistics.values[$0 - 1] } ?? -.infinity
  }

  /// The exact one-sided upper bound of the median; ∞ with too few rounds for the confidence.
  package func upperBound(confidence: Double) -> Double {
    SignTest.oneSidedRank(count: rounds, confidence: confidence)
      .map { statistics.values[rounds - $0] } ?? .infinity
  }

  /// One-sided p-value of "the median is at most `limit`"; a round on the limit speaks for it.
  package func pValue(above limit: Double) -> Double {
    SignTest.upperTail(statistics.values.count { $0 > limit }, of: rounds)
  }

  /// One-sided p-value of "the median is at least `limit`".
  package func pValue(below limit: Double) -> Double {
    SignTest.upperTail(statistics.values.count { $0 < limit }, of: rounds)
  }
}

extension SignTest {
  /// P(X ≥ successes) for X ~ B(trials, 1/2).
  package static func upperTail(_ successes: Int, of trials: Int) -> Double {
    lowerTail(trials - successes, of: trials)
  }
}
