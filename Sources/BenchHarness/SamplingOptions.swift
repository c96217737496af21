/// How to sample a group of workloads.
///
/// All times are in nanoseconds.
package struct SamplingOptions: Hashable, Sendable {
  /// Half-width of the median's nominal 95 % interval, relative to the median, at which sampling may end.
  package var precision = 0.01
  /// Shortest time of a batch when the cache policy is `warm`.
  package var minimumSampleNanoseconds = 5e6
  /// Exact number of samples; overrides precision, budget and the largest number of samples.
  package var repetitions: Int?
  /// Time for the samples of one workload, evictions and priming calls included, warm-up not.
  package var caseBudgetNanoseconds = 1e9
  /// Time after which calibration stops waiting for two batches that agree.
  package var warmUpNanoseconds = 1e8
  /// Relative change between two successive batches that counts as agreement.
  package var warmUpTolerance = 0.02
  /// Seed of the order within the rounds.
  package var seed: UInt64 = 0
  package var cachePolicy = CachePolicy.warm
  /// Samples before the precision is looked at.
  package var minimumSamples = 8
  package var maximumSamples = 2_000
  /// Largest number of calls in a batch.
  package var maximumIterations = 1 << 24
  /// Calls that take longer are not primed in warm mode (see `BatchTimer`).
  package var longestPrimedCallNanoseconds = 5e7

  package init() {}

  /// Checks every option.
  ///
  /// - Throws: `HarnessError.invalidOption` for the first one that is out of its range.
  package func validate() throws(HarnessError) {
    let times: KeyValuePairs = [
      "sample time": minimumSampleNanoseconds, "time budget": caseBudgetNanoseconds,
    ]
    for (name, time) in times {
      try require(time > 0 && time.isFinite, name, "\(time) ns", "a positive time")
    }
    try require(
      warmUpNanoseconds >= 0 && warmUpNanoseconds.isFinite, "warm-up time",
      "\(warmUpNanoseconds) ns", "zero or a positive time")
    try require(precision > 0 && precision < 1, "precision", "\(precision)", "between 0 and 1")
    try require(
      warmUpTolerance > 0 && warmUpTolerance < 1, "warm-up tolerance", "\(warmUpTolerance)",
      "between 0 and 1")
    let counts: KeyValuePairs = [
      "repetitions": repetitions ?? 1, "minimum of samples": minimumSamples,
      "maximum of samples": maximumSamples, "maximum of iterations": maximumIterations,
    ]
    for (name, count) in counts { try require(count >= 1, name, "\(count)", "1 or more") }
    try require(
      maximumSamples >= minimumSamples, "maximum of samples", "\(maximumSamples)",
      "at least the minimum of \(minimumSamples)")
  }

  /// The rules in the order in which they are asked.
  package var stoppingRules: [StoppingRule] {
    if let repetitions { return [.repetitions(repetitions)] }
    return [
      .precision(precision, minimumSamples: minimumSamples),
      .budget(nanoseconds: caseBudgetNanoseconds), .maximumSamples(maximumSamples),
    ]
  }

  private func require(
    _ isValid: Bool, _ name: String, _ value: String, _ expected: String
  ) throws(HarnessError) {
    guard isValid else { throw .invalidOption(name: name, value: value, expected: expected) }
  }
}
