extension Summary {
  /// Summarises the times per call; `nil` where there is no sample.
  ///
  /// Every sample counts once, however many calls it timed.
  package init?(of samples: some Collection<Sample>, stopReason: StopReason) {
    guard let times = OrderStatistics(samples.map(\.nanosecondsPerCall)) else { return nil }
    self.init(
      samples: times.count,
      iterations: samples.reduce(0) { $0 + $1.iterations },
      minimum: times.minimum,
      median: times.median,
      p95: times.quantile(0.95),
      medianInterval: times.medianInterval().bounds,
      medianAbsoluteDeviation: times.medianAbsoluteDeviation,
      stopReason: stopReason)
  }

  /// Summarises a set; `nil` where it was interrupted before its first sample.
  package init?(of set: SampleSet) {
    self.init(of: set.samples, stopReason: set.stopReason)
  }

  /// Confidence of `medianInterval` for so many independent samples, which is below 95 % with fewer than 6;
  /// nominal where their number was not fixed beforehand (see `MedianInterval`).
  package var intervalConfidence: Double {
    let rank = SignTest.rank(count: samples, confidence: MedianInterval.standardConfidence) ?? 1
    return SignTest.coverage(count: samples, rank: rank)
  }

  /// Whether there are enough samples for a 95 % interval.
  package var reachesNominalConfidence: Bool {
    intervalConfidence >= MedianInterval.standardConfidence
  }

  /// Half the width of `medianInterval` as a fraction of the median.
  package var relativeHalfWidth: Double {
    MedianInterval(
      bounds: medianInterval, confidence: intervalConfidence,
      nominalConfidence: MedianInterval.standardConfidence
    ).relativeHalfWidth(of: median)
  }

  /// Median absolute deviation as a fraction of the median.
  package var relativeDeviation: Double {
    medianAbsoluteDeviation == 0 ? 0 : medianAbsoluteDeviation / median
  }
}
