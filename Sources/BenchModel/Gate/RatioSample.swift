#if canImport(Glibc)
  import Glibc
#endif

/// Logarithms of head's time over base's, and what the sign test says of their median: the rounds of one
/// process pair, or one value per pair.
package struct RatioSample: Hashable, Sendable {
  private let statistics: OrderStatistics

  /// `nil` where there is no value or one is not finite.
  package init?(logarithms: [Double]) {
    guard let statistics = OrderStatistics(logarithms) else { return nil }
    self.statistics = statistics
  }

  package var count: Int { statistics.count }
  package var median: Double { statistics.median }

  /// The exact one-sided lower bound of the median; −∞ with too few values for the confidence.
  package func lowerBound(confidence: Double) -> Double {
    SignTest.oneSidedRank(count: count, confidence: confidence)
      .map { statistics.values[$0 - 1] } ?? -.infinity
  }

  /// The exact one-sided upper bound of the median; ∞ with too few values for the confidence.
  package func upperBound(confidence: Double) -> Double {
    SignTest.oneSidedRank(count: count, confidence: confidence)
      .map { statistics.values[count - $0] } ?? .infinity
  }

  /// One-sided p-value of "the median is at most `limit`"; a value on the limit speaks for it.
  package func pValue(above limit: Double) -> Double {
    SignTest.upperTail(statistics.values.count { $0 > limit }, of: count)
  }

  /// One-sided p-value of "the median is at least `limit`".
  package func pValue(below limit: Double) -> Double {
    SignTest.upperTail(statistics.values.count { $0 < limit }, of: count)
  }
}

extension SignTest {
  /// P(X ≥ successes) for X ~ B(trials, 1/2).
  package static func upperTail(_ successes: Int, of trials: Int) -> Double {
    lowerTail(trials - successes, of: trials)
  }
}
