import BenchHarness
import ConvModel

/// What measuring a problem would take, from sizes alone: for `--dry-run`.
struct RunForecast {
  /// Multiply-adds per nanosecond of the reference, which nothing vectorises; a rough figure.
  private static let referenceRate = 1.0
  /// Multiply-adds per nanosecond of a slow kernel and of a fast one; rough figures.
  private static let kernelRates = 1.0...60.0
  /// Time of a sample with its share of priming and warm-up, in samples; a rough figure.
  private static let samplesPerSample = 2.0

  let problem: Problem
  let cases: [BenchmarkCase]

  /// Bytes at most.
  ///
  /// - Throws: `ProblemError.overflow`.
  func memory() throws(ProblemError) -> Int {
    try Selection.Group.memoryNeed(problem, cases: cases)
  }

  /// Nanoseconds of defining the problem and of its reference.
  var verification: Double { denseMACs / Self.referenceRate }

  /// Nanoseconds of measuring all cases: the least and the most.
  func measuring(_ sampling: SamplingOptions) -> ClosedRange<Double> {
    let samples = Double(sampling.repetitions ?? sampling.minimumSamples)
    let call = denseMACs / Self.kernelRates.upperBound
    let least = Self.samplesPerSample * samples * max(sampling.minimumSampleNanoseconds, call)
    let slowCall = denseMACs / Self.kernelRates.lowerBound
    let most =
      sampling.repetitions == nil
      ? sampling.caseBudgetNanoseconds + sampling.warmUpNanoseconds
      : Self.samplesPerSample * samples * max(sampling.minimumSampleNanoseconds, slowCall)
    let count = Double(cases.count)
    return count * min(least, most)...count * max(least, most)
  }

  /// The multiply-adds of a dense kernel, which no variant exceeds by much.
  private var denseMACs: Double {
    Double(problem.convolvedChannels * problem.map.batch)
      * Double(inBoundsPairs(extent: problem.map.height, kernel: problem.kernel))
      * Double(inBoundsPairs(extent: problem.map.width, kernel: problem.kernel))
  }
}
