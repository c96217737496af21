/// Values in ascending order, and the statistics that follow from the order alone.
package struct OrderStatistics: Hashable, Sendable {
  /// Ascending, never empty, all finite.
  package private(set) var values: [Double]

  /// Sorts a copy of the values; `nil` where there is none or one is not finite.
  package init?(_ values: some Sequence<Double>) {
    let sorted = values.sorted()
    guard !sorted.isEmpty, sorted.allSatisfy(\.isFinite) else { return nil }
    self.values = sorted
  }

  /// Adds one finite value at its place.
  package mutating func insert(_ value: Double) {
    precondition(value.isFinite, "order statistics need finite values")
    var low = 0
    var high = values.count
    while low < high {
      let middle = (low + high) / 2
      if values[middle] <= value { low = middle + 1 } else { high = middle }
    }
    values.insert(value, at: low)
  }

  package var count: Int { values.count }
  package var minimum: Double { values[0] }
  package var maximum: Double { values[values.count - 1] }
  /// The middle value, or the mean of the two middle values.
  package var median: Double { quantile(0.5) }

  /// The quantile at `fraction` in 0...1 by linear interpolation at position (n − 1)·fraction.
  ///
  /// Definition 7 of R. J. Hyndman and Y. Fan, "Sample Quantiles in Statistical Packages", The American
  /// Statistician 50 (1996); the default of R and NumPy.
  package func quantile(_ fraction: Double) -> Double {
    precondition((0...1).contains(fraction), "a quantile's fraction is between 0 and 1")
    let position = Double(values.count - 1) * fraction
    let lower = Int(position)
    let upper = min(lower + 1, values.count - 1)
    return values[lower] + (position - Double(lower)) * (values[upper] - values[lower])
  }

  /// Median of the distances from the median, not scaled to a standard deviation.
  package var medianAbsoluteDeviation: Double {
    let centre = median
    let distances = OrderStatistics(values.map { ($0 - centre).magnitude })
    return distances?.median ?? 0
  }

  /// The sign-test interval of the median (`SignTest`), two-sided; see `MedianInterval` for what its
  /// confidence takes for granted.
  ///
  /// With too few values it is the whole range, and its `confidence` says how much that is.
  package func medianInterval(
    confidence: Double = MedianInterval.standardConfidence
  ) -> MedianInterval {
    let rank = SignTest.rank(count: count, confidence: confidence) ?? 1
    return MedianInterval(
      bounds: values[rank - 1]...values[count - rank],
      confidence: SignTest.coverage(count: count, rank: rank), nominalConfidence: confidence)
  }
}
