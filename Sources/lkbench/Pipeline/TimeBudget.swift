import BenchHarness

/// Divides the measuring time of a run over its cases; what a case leaves goes to the later ones.
struct TimeBudget {
  /// Part of a workload's time that its warm-up may take.
  private static let warmUpShare = 0.2
  /// Samples that should fit into a workload's time, calibration counted in.
  private static let samplesThatFit = 12.0
  /// The shortest sample of a warm case that a tight budget leads to, in nanoseconds.
  private static let leastSample = 1e5
  /// The least time of a workload, in nanoseconds: one sample is taken however late it is.
  private static let leastTime = 1e6

  /// Nanoseconds left; `nil` for no limit.
  private(set) var remaining: Double?
  private(set) var casesLeft: Int

  init(_ budget: Double?, cases: Int) {
    remaining = budget
    casesLeft = cases
  }

  /// The options for sampling `cases` cases, `workloads` with what is sampled beside them.
  func options(_ base: SamplingOptions, cases: Int, workloads: Int) -> SamplingOptions {
    guard let remaining else { return base }
    let share = remaining * Double(cases) / Double(max(casesLeft, cases)) / Double(workloads)
    let time = max(share, Self.leastTime)
    var options = base
    options.warmUpNanoseconds = min(base.warmUpNanoseconds, time * Self.warmUpShare)
    options.minimumSampleNanoseconds = min(
      base.minimumSampleNanoseconds, max(time / Self.samplesThatFit, Self.leastSample))
    options.caseBudgetNanoseconds = min(
      base.caseBudgetNanoseconds, time * (1 - Self.warmUpShare))
    return options
  }

  /// Takes off what sampling `cases` cases took; 0 for cases that are not sampled.
  mutating func spend(_ nanoseconds: Double, cases: Int) {
    remaining = remaining.map { max(0, $0 - nanoseconds) }
    casesLeft = max(0, casesLeft - cases)
  }
}
