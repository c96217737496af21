/// What was found out about one workload before its first sample.
package struct Calibration: Hashable, Sendable {
  /// Calls in each sample.
  package let iterations: Int
  /// Time spent on calibration and warm-up.
  package let spentNanoseconds: Double
  /// Time per call in the last batch: good enough for a forecast, no result.
  package let nanosecondsPerCall: Double
  /// Relative change between the last two batches of this size; `nil` where there was only one.
  package let lastChange: Double?
  /// Whether two successive batches agreed before the warm-up budget ended.
  package let isSettled: Bool

  package init(
    iterations: Int, spentNanoseconds: Double, nanosecondsPerCall: Double, lastChange: Double?,
    isSettled: Bool
  ) {
    self.iterations = iterations
    self.spentNanoseconds = spentNanoseconds
    self.nanosecondsPerCall = nanosecondsPerCall
    self.lastChange = lastChange
    self.isSettled = isSettled
  }
}

/// All samples of one workload in order of execution, and how they came about.
package struct SampleSet: Hashable, Sendable {
  /// The workload's label.
  package let label: String
  package let samples: [Sample]
  /// `nil` where the run was interrupted before calibration ended.
  package let calibration: Calibration?
  package let stopReason: StopReason
  /// Seed of the schedule that interleaved the group.
  package let seed: UInt64

  package init(
    label: String, samples: [Sample], calibration: Calibration?, stopReason: StopReason,
    seed: UInt64
  ) {
    self.label = label
    self.samples = samples
    self.calibration = calibration
    self.stopReason = stopReason
    self.seed = seed
  }
}
