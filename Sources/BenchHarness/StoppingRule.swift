package import BenchModel

/// One condition under which the sampling of a workload ends.
package enum StoppingRule: Hashable, Sendable {
  /// The median's nominal 95 % interval is narrow enough: its half-width is at most this part of the median.
  ///
  /// Never holds before the interval reaches 95 %, which takes 6 samples. Looking after each sample stops
  /// where samples happen to lie close together, so that the interval that is left encloses the true median
  /// less often: in 92 to 97 % of the runs for independent samples that scatter by one to four times the
  /// precision, in 76 % where each takes half of its deviation from the one before (StoppingCoverageTests).
  case precision(Double, minimumSamples: Int)
  /// The samples so far took this long, what was done around them included.
  case budget(nanoseconds: Double)
  /// A bound on memory; it ends sampling like a time budget does.
  case maximumSamples(Int)
  /// Exactly so many samples.
  case repetitions(Int)

  /// The reason to stop, or `nil` to go on.
  ///
  /// Asked after each sample.
  package func reason(for progress: SamplingProgress) -> StopReason? {
    switch self {
    case .precision(let asked, let minimumSamples):
      guard progress.count >= minimumSamples, let achieved = progress.achievedPrecision else {
        return nil
      }
      return achieved <= asked ? .precision : nil
    case .budget(let nanoseconds):
      return progress.spentNanoseconds >= nanoseconds ? .budget : nil
    case .maximumSamples(let count):
      return progress.count >= count ? .budget : nil
    case .repetitions(let count):
      return progress.count >= count ? .repetitions : nil
    }
  }
}

/// What the stopping rules look at: the samples of one workload so far.
package struct SamplingProgress: Hashable, Sendable {
  private var times: OrderStatistics?
  package private(set) var spentNanoseconds = 0.0

  package init() {}

  /// Adds a sample that occupied the harness for `spentNanoseconds`.
  package mutating func add(nanosecondsPerCall: Double, spentNanoseconds spent: Double) {
    if times == nil {
      times = OrderStatistics([nanosecondsPerCall])
    } else {
      times?.insert(nanosecondsPerCall)
    }
    spentNanoseconds += spent
  }

  package var count: Int { times?.count ?? 0 }

  /// Relative half-width of the median's nominal 95 % interval; `nil` while there are too few samples for one.
  package var achievedPrecision: Double? {
    guard let times else { return nil }
    let interval = times.medianInterval()
    guard interval.reachesNominalConfidence else { return nil }
    return interval.relativeHalfWidth(of: times.median)
  }
}
