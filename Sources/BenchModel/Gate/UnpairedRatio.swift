#if canImport(Glibc)
  import Glibc
#endif

/// The ratio of the medians of two series that were measured apart, for reading.
///
/// Each median has its exact sign-test interval with half of the error allowed; where both hold, the ratio
/// lies between the quotients of their bounds (Bonferroni). No distribution and no equal number of
/// samples is assumed. What differs between two runs as a whole (memory layout, the machine's hour) is in
/// neither series, so that the interval is too narrow for it: such comparisons never gate.
package struct UnpairedRatio: Hashable, Sendable {
  private let numerators: OrderStatistics
  private let denominators: OrderStatistics

  /// `nil` where a series is empty or holds a value that is not positive and finite.
  package init?(numerators: [Double], denominators: [Double]) {
    let isUsable = { (value: Double) in value > 0 && value.isFinite }
    guard numerators.allSatisfy(isUsable), denominators.allSatisfy(isUsable),
      let numerators = OrderStatistics(numerators), let denominators = OrderStatistics(denominators)
    else { return nil }
    self.numerators = numerators
    self.denominators = denominators
  }

  package var ratio: Double { numerators.median / denominators.median }

  /// The interval with at least this confidence; 0...∞ where a series is too short for it.
  package func interval(
    confidence: Double = MedianInterval.standardConfidence
  ) -> ClosedRange<Double> {
    let each = 1 - (1 - confidence) / 2
    let top = numerators.medianInterval(confidence: each)
    let bottom = denominators.medianInterval(confidence: each)
    guard top.reachesNominalConfidence, bottom.reachesNominalConfidence else {
      return 0...Double.infinity
    }
    return
      (top.bounds.lowerBound / bottom.bounds.upperBound)...(top.bounds.upperBound
      / bottom.bounds.lowerBound)
  }

  /// One-sided p-value of "the ratio is at most `limit`".
  ///
  /// The smallest error at which the one-sided bounds of the two medians part: over all cuts, twice the
  /// larger sign-test p-value of "the numerators' median is below the cut" and "the denominators', times
  /// `limit`, is above it".
  package func pValue(above limit: Double) -> Double {
    Self.pValue(upper: numerators.values, lower: denominators.values.map { $0 * limit })
  }

  /// One-sided p-value of "the ratio is at least `limit`".
  package func pValue(below limit: Double) -> Double {
    Self.pValue(upper: denominators.values.map { $0 * limit }, lower: numerators.values)
  }

  /// Both ascending; the p-value of "`upper` has no larger median than `lower`".
  private static func pValue(upper: [Double], lower: [Double]) -> Double {
    var best = 1.0
    for cut in lower {
      // The claim is that the cut is at or above the one median and below the other.
      let above = upper.count { $0 > cut }
      let below = lower.count { $0 <= cut }
      best = min(
        best,
        2
          * max(
            SignTest.upperTail(above, of: upper.count), SignTest.upperTail(below, of: lower.count)))
    }
    return min(1, best)
  }
}
