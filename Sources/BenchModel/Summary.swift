/// Why sampling of a case ended.
package enum StopReason: String, Sendable, Codable {
  /// The nominal 95 % interval of the median is within the asked precision.
  case precision
  /// The time budget or the largest number of samples ended first.
  case budget
  /// The asked number of repetitions was reached.
  case repetitions
  /// The user interrupted the run.
  case interrupted
}

/// Order statistics of the time per call over the samples of one case, in nanoseconds.
package struct Summary: Hashable, Sendable {
  package let samples: Int
  /// Calls over all samples.
  package let iterations: Int
  package let minimum: Double
  package let median: Double
  package let p95: Double
  /// Bounds of the distribution-free interval of the median, at nominal 95 % (see `MedianInterval`).
  package let medianInterval: ClosedRange<Double>
  /// Median absolute deviation from the median, not scaled.
  package let medianAbsoluteDeviation: Double
  package let stopReason: StopReason

  package init(
    samples: Int, iterations: Int, minimum: Double, median: Double, p95: Double,
    medianInterval: ClosedRange<Double>, medianAbsoluteDeviation: Double, stopReason: StopReason
  ) {
    self.samples = samples
    self.iterations = iterations
    self.minimum = minimum
    self.median = median
    self.p95 = p95
    self.medianInterval = medianInterval
    self.medianAbsoluteDeviation = medianAbsoluteDeviation
    self.stopReason = stopReason
  }
}
