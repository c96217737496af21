import ConvModel

/// The text of `run --dry-run`.
enum DryRun {
  /// One line per case, then how much and how long.
  ///
  /// - Throws: `ProblemError.overflow` for tensors whose size is no number.
  static func text(
    _ selection: Selection, _ settings: MeasurementSettings
  ) throws(ProblemError) -> String {
    let forecasts = selection.groups.map { RunForecast(problem: $0.problem, cases: $0.cases) }
    let ranges = forecasts.map { $0.measuring(settings.sampling) }
    var least = ranges.reduce(0) { $0 + $1.lowerBound }
    var most = ranges.reduce(0) { $0 + $1.upperBound }
    if let budget = settings.budget {
      (least, most) = (min(least, budget), min(most, budget))
    }
    let checking = forecasts.reduce(0) { $0 + $1.verification }
    var memory = 0
    for forecast in forecasts { memory = max(memory, try forecast.memory()) }
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
