import BenchModel

extension RunComparison {
  /// The comparison as a part of a report.
  ///
  /// Outcomes are those of reading: a regression is told and fails nothing; what only one run has makes
  /// the whole incomparable unless that is allowed.
  package func layer(quantity: Quantity, allowsMissing: Bool) -> GateLayerReport {
    let reports = cases.map { report($0, allowsMissing: allowsMissing) }
    let worst = reports.map(\.outcome).max() ?? .skipped
    let isNothing = !cases.contains { $0.ratio != nil }
    let what =
      switch quantity {
      case .time: "time per call"
      case .timeAtPeak: "time per call × peak_gflops of the same rounds; machines differ"
      }
    return GateLayerReport(
      id: "comparison", title: "two runs, for reading",
      outcome: isNothing ? .incomparable : worst == .incomparable ? .incomparable : .passed,
      reason: isNothing ? "the runs have no measured case in common" : nil,
      facts: [
        GateFigure("quantity", title: "compared", .text(what)),
        GateFigure(
          "threshold", title: "threshold", .number(threshold),
          text: NumberText.shortPercent(threshold)),
        GateFigure(
          "interval", title: "interval",
          .text(
            "ratio of two medians of separate samples: sign-test bounds of both at 97.5 %, together "
              + "at least 95 % per case; verdicts are Holm-corrected over the cases")),
        GateFigure(
          "caution", title: "caution",
          .text(
            "what differs between two runs as a whole (memory layout, the machine's hour) is in no "
              + "interval, so that this never gates; lkbench gate does")),
      ],
      cases: reports)
  }

  private func report(_ item: Case, allowsMissing: Bool) -> GateCaseReport {
    let outcome: GateOutcome =
      switch item.verdict {
      case .incomparable: allowsMissing && item.isMissing ? .skipped : .incomparable
      case .skipped: .skipped
      case .inconclusive: .inconclusive
      // Told by the word; nothing fails for reading.
      case .regression: .inconclusive
      case .improvement, .same: .passed
      }
    let low = item.interval.map { $0.lowerBound - 1 }
    let high = item.interval.map { $0.upperBound - 1 }
    let interval = low.flatMap { low in
      high.map { "\(GateFigure.signedPercent(low)) … \(GateFigure.signedPercent($0))" }
    }
    return GateCaseReport(
      id: item.id, verdict: item.verdict.word, outcome: outcome, reason: item.verdict.reason,
      figures: [
        .number("base_ns", title: "base", item.baseNanoseconds, text: NumberText.time),
        .number("head_ns", title: "head", item.headNanoseconds, text: NumberText.time),
        .number(
          "change", title: "change", item.ratio.map { $0 - 1 }, text: GateFigure.signedPercent),
        .number("change_low", title: "interval", low) { _ in interval ?? "" },
        .number("change_high", high, text: GateFigure.signedPercent),
        .number("base_samples", item.baseSamples.map(Double.init)) { "\(Int($0))" },
        .number("head_samples", item.headSamples.map(Double.init)) { "\(Int($0))" },
      ])
  }
}

extension GateFigure {
  /// Percent with one decimal and a sign: `+1.2 %`.
  package static func signedPercent(_ fraction: Double) -> String {
    guard fraction.isFinite else { return fraction > 0 ? "∞" : "-∞" }
    let text = NumberText.shortPercent(fraction)
    return fraction > 0 ? "+" + text : text
  }
}
