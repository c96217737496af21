/// A distribution-free confidence interval of a median.
///
/// Its confidence holds for independent values whose number was fixed beforehand. Samples of a run that
/// stops at a precision are looked at after each one, and neighbours in time resemble each other: there the
/// confidence is nominal, and the real one is lower.
package struct MedianInterval: Hashable, Sendable {
  /// Confidence of every interval in a record.
  package static let standardConfidence = 0.95

  package let bounds: ClosedRange<Double>
  /// Exact probability that such an interval encloses the median of so many independent values.
  package let confidence: Double
  /// The confidence that was asked for.
  package let nominalConfidence: Double

  package init(bounds: ClosedRange<Double>, confidence: Double, nominalConfidence: Double) {
    self.bounds = bounds
    self.confidence = confidence
    self.nominalConfidence = nominalConfidence
  }

  /// Whether there were enough values for the confidence that was asked for.
  ///
  /// Where not, the bounds are the smallest and the largest value.
  package var reachesNominalConfidence: Bool { confidence >= nominalConfidence }

  /// Half the width of the interval as a fraction of `median`.
  package func relativeHalfWidth(of median: Double) -> Double {
    let width = bounds.upperBound - bounds.lowerBound
    return width == 0 ? 0 : width / 2 / median.magnitude
  }
}
