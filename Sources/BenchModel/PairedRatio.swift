#if canImport(Glibc)
  import Glibc
#endif

/// The ratio of two series that were measured in pairs: the typical numerator over its denominator.
///
/// The median of the logarithms of the pairs' ratios with its sign-test interval, taken back by the
/// exponential function. What disturbs both members of a pair alike cancels, and swapping the series
/// gives exactly the reciprocal.
package struct PairedRatio: Hashable, Sendable {
  package let pairs: Int
  package let ratio: Double
  /// Interval of the ratio; its bounds are those of the logarithms, taken back.
  package let interval: MedianInterval
  /// Two-sided sign-test p-value of "the ratio is 1"; equal pairs are left out.
  package let pValue: Double

  /// Compares two series of positive values pair by pair.
  ///
  /// `nil` where the series are empty, differ in length, or hold a value that is not positive and finite.
  package init?(
    numerators: [Double], denominators: [Double],
    confidence: Double = MedianInterval.standardConfidence
  ) {
    guard numerators.count == denominators.count else { return nil }
    let isUsable = { (value: Double) in value > 0 && value.isFinite }
    guard numerators.allSatisfy(isUsable), denominators.allSatisfy(isUsable) else { return nil }
    // The difference of logarithms, not the logarithm of the quotient: antisymmetric bit by bit.
    let logarithms = zip(numerators, denominators).map { log($0) - log($1) }
    guard let statistics = OrderStatistics(logarithms) else { return nil }
    let bounds = statistics.medianInterval(confidence: confidence)
    self.pairs = statistics.count
    self.ratio = exp(statistics.median)
    self.interval = MedianInterval(
      bounds: exp(bounds.bounds.lowerBound)...exp(bounds.bounds.upperBound),
      confidence: bounds.confidence, nominalConfidence: confidence)
    self.pValue = SignTest.pValue(
      positive: logarithms.count { $0 > 0 }, negative: logarithms.count { $0 < 0 })
  }
}
