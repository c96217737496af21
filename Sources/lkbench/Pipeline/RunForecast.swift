import BenchHarness
import ConvModel

/// What a run would take, from sizes alone: for `--dry-run`.
struct RunForecast {
  /// Multiply-adds per nanosecond of the reference, which nothing vectorises; a rough figure.
  private static let referenceRate = 1.0
  /// Multiply-adds per nanosecond of a slow kernel and of a fast one; rough figures.
  private static let kernelRates = 1.0...60.0
  /// Part of the longest time of a case that its warm-up adds.
  private static let calls = 2.0

  let problem: Problem
  let cases: [BenchmarkCase]

  /// Bytes at most.
  var memory: Int? { try? Selection.Group.memoryNeed(problem, cases: cases) }

  /// Nanoseconds of defining the problem and of its reference.
  var verification: Double { denseMACs / Self.referenceRate }

  /// Nanoseconds of measuring all cases: the least and the most.
  func measuring(_ sampling: SamplingOptions) -> ClosedRange<Double> {
    let samples = Double(sampling.repetitions ?? sampling.minimumSamples)
    let call = denseMACs / Self.kernelRates.upperBound
    let least = Self.calls * samples * max(sampling.minimumSampleNanoseconds, call)
    let slowCall = denseMACs / Self.kernelRates.lowerBound
    let most =
      sampling.repetitions == nil
      ? sampling.caseBudgetNanoseconds + sampling.warmUpNanoseconds
      : Self.calls * samples * max(sampling.minimumSampleNanoseconds, slowCall)
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

/// The text of `run --dry-run`.
enum DryRun {
  /// One line per case, then how much and how long.
  static func text(_ selection: Selection, _ settings: MeasurementSettings) -> String {
    let forecasts = selection.groups.map { RunForecast(problem: $0.problem, cases: $0.cases) }
    let ranges = forecasts.map { $0.measuring(settings.sampling) }
    var least = ranges.reduce(0) { $0 + $1.lowerBound }
    var most = ranges.reduce(0) { $0 + $1.upperBound }
    if let budget = settings.budget {
      (least, most) = (min(least, budget), min(most, budget))
    }
    let checking = forecasts.reduce(0) { $0 + $1.verification }
    let memory = forecasts.compactMap(\.memory).max() ?? 0
    let cases = "\(selection.caseCount) case\(selection.caseCount == 1 ? "" : "s")"
    let problems = "\(selection.groups.count) problem\(selection.groups.count == 1 ? "" : "s")"
    return selection.cases.map { "\($0.id)\n" }.joined()
      + """
      \(cases) of \(problems)
      memory: at most \(mebibytes(memory)) MiB at a time
      time: \(time(least)) to \(time(most)) of measuring, and about \(time(checking)) of verifying

      """
  }

  private static func time(_ nanoseconds: Double) -> String {
    ProgressLine.duration(seconds: Int((nanoseconds / 1e9).rounded(.up)))
  }

  private static func mebibytes(_ bytes: Int) -> Int { (bytes + (1 << 20) - 1) >> 20 }
}
