import BenchModel

/// One workload of a group while it is being sampled.
struct SampledCase {
  let workload: any Workload
  var calibration: Calibration?
  var stopReason: StopReason?
  /// Whether the warning about the clock was given.
  var isClockReported = false
  private(set) var samples: [Sample] = []
  private var progress = SamplingProgress()
  private let longestPrimedCall: Double

  init(_ workload: any Workload, options: SamplingOptions) {
    self.workload = workload
    self.longestPrimedCall = options.longestPrimedCallNanoseconds
    samples.reserveCapacity(options.repetitions ?? options.minimumSamples)
  }

  /// Calls in each sample.
  var iterations: Int { calibration?.iterations ?? 1 }

  /// Whether an untimed call comes before the next sample.
  ///
  /// Not before very long calls: refilling the caches is below their noise, and priming would double
  /// the time of the run.
  var isPrimed: Bool { (calibration?.nanosecondsPerCall ?? 0) <= longestPrimedCall }

  var achievedPrecision: Double? { progress.achievedPrecision }

  mutating func add(_ sample: Sample, spentNanoseconds: Double) {
    samples.append(sample)
    progress.add(
      nanosecondsPerCall: sample.nanosecondsPerCall, spentNanoseconds: spentNanoseconds)
  }

  /// Ends the case where one of the rules holds, and returns the reason.
  mutating func checkRules(_ rules: [StoppingRule]) -> StopReason? {
    for rule in rules {
      if let reason = rule.reason(for: progress) {
        stopReason = reason
        return reason
      }
    }
    return nil
  }

  func sampleSet(seed: UInt64) -> SampleSet {
    SampleSet(
      label: workload.label, samples: samples, calibration: calibration,
      stopReason: stopReason ?? .interrupted, seed: seed)
  }
}
