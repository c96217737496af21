import BenchModel

/// How much a machine disturbs measurements.
package enum NoiseLevel: String, Sendable, Codable, CaseIterable {
  /// Differences of a percent can be seen.
  case quiet
  /// Differences of five percent can be seen.
  case usable
  /// Not even those.
  case noisy
}

/// What an A/A measurement says about the machine: the same work, measured twice.
package struct NoiseScore: Hashable, Sendable {
  /// Difference between the two medians, relative to the smaller one.
  package let medianSpread: Double
  /// Median absolute deviation relative to the median: the median over the two workloads.
  package let relativeDeviation: Double
  /// Largest distance of a bound of the paired 95 % interval from ratio 1.
  ///
  /// No smaller difference between two kernels can be believed on this machine now.
  package let noiseFloor: Double
  /// Part of the probe's time, over all CPUs, that the hypervisor gave away; `nil` where not known.
  package let stealShare: Double?
  /// Samples during which the measuring thread was preempted; `nil` where not known.
  package let preemptedSamples: Int?
  package let samples: Int

  package init(
    medianSpread: Double, relativeDeviation: Double, noiseFloor: Double, stealShare: Double?,
    preemptedSamples: Int?, samples: Int
  ) {
    self.medianSpread = medianSpread
    self.relativeDeviation = relativeDeviation
    self.noiseFloor = noiseFloor
    self.stealShare = stealShare
    self.preemptedSamples = preemptedSamples
    self.samples = samples
  }

  /// The verdict on the worst of the figures.
  ///
  /// Two percent of stolen time are noise of their own.
  package var level: NoiseLevel {
    let worst = max(medianSpread, relativeDeviation, noiseFloor)
    if worst > 0.05 || (stealShare ?? 0) > 0.02 { return .noisy }
    return worst > 0.01 || (stealShare ?? 0) > 0 ? .usable : .quiet
  }
}

extension NoiseScore {
  /// Scores two sets of the same work with equally many samples; `nil` where they are not that.
  init?(of sets: [SampleSet], stealShare: Double?) {
    guard sets.count == 2, sets.allSatisfy({ $0.stopReason != .interrupted }) else { return nil }
    let summaries = sets.compactMap(Summary.init(of:))
    let times = sets.map { $0.samples.map(\.nanosecondsPerCall) }
    guard let medians = OrderStatistics(summaries.map(\.median)), medians.minimum > 0,
      let deviations = OrderStatistics(summaries.map(\.relativeDeviation)),
      let paired = PairedRatio(numerators: times[0], denominators: times[1])
    else { return nil }
    let bounds = paired.interval.bounds
    let switches = sets.flatMap(\.samples).compactMap(\.noise.involuntaryContextSwitches)
    self.init(
      medianSpread: medians.maximum / medians.minimum - 1,
      relativeDeviation: deviations.median,
      noiseFloor: max((bounds.lowerBound - 1).magnitude, (bounds.upperBound - 1).magnitude),
      stealShare: stealShare,
      preemptedSamples: switches.isEmpty ? nil : switches.count { $0 > 0 },
      samples: sets.reduce(0) { $0 + $1.samples.count })
  }
}
