import BenchModel
import BenchReports
import Foundation

/// The paired layer's outcome in the words of the report.
struct PairedReport {
  private let outcome: PairedOutcome
  private let allowsMissing: Bool
  private let confidence: Double

  init(_ outcome: PairedOutcome, allowsMissing: Bool) {
    self.outcome = outcome
    self.allowsMissing = allowsMissing
    confidence = outcome.settings.rules.boundConfidence
  }

  func layer(id: String, title: String) -> GateLayerReport {
    let cases = outcome.cases.map(report)
    let worst = cases.map(\.outcome).max() ?? .skipped
    let isNothing = cases.allSatisfy { $0.outcome == .skipped }
    return GateLayerReport(
      id: id, title: title,
      outcome: isNothing ? .incomparable : worst == .skipped ? .passed : worst,
      reason: isNothing ? "no case could be measured" : outcome.machineProblem?.description,
      facts: facts, cases: cases)
  }

  private func report(_ item: PairedOutcome.Case) -> GateCaseReport {
    GateCaseReport(
      id: item.id, verdict: item.verdict.word, outcome: outcome(of: item),
      reason: item.verdict.reason, figures: figures(item))
  }

  private func outcome(of item: PairedOutcome.Case) -> GateOutcome {
    if item.head?.status == .wrong { return .failed }
    return switch item.verdict {
    case .regression: .regression
    case .improvement, .same: .passed
    case .inconclusive: .inconclusive
    case .incomparable: allowsMissing ? .skipped : .incomparable
    case .skipped: .skipped
    }
  }

  private func figures(_ item: PairedOutcome.Case) -> [GateFigure] {
    let low = item.evidence.map { expm1($0.lowerBound(confidence: confidence)) }
    let high = item.evidence.map { expm1($0.upperBound(confidence: confidence)) }
    let interval = low.flatMap { low in
      high.map { "\(GateFigure.signedPercent(low)) … \(GateFigure.signedPercent($0))" }
    }
    var figures: [GateFigure] = [
      .number("base_ns", title: "base", item.baseNanoseconds, text: NumberText.time),
      .number("head_ns", title: "head", item.headNanoseconds, text: NumberText.time),
      .number(
        "change", title: "change", item.evidence.map { expm1($0.effect) },
        text: GateFigure.signedPercent),
      GateFigure.number("change_low", title: "interval", low) { _ in interval ?? "" },
      .number("change_high", high, text: GateFigure.signedPercent),
      .number("detectable", title: "sees ≥", detectable(item), text: NumberText.shortPercent),
    ]
    if outcome.cases.contains(where: { $0.confirmation != nil }) {
      let again = item.confirmation.map { expm1($0.effect) }
      figures.append(
        .number("confirmed_change", title: "again", again, text: GateFigure.signedPercent))
    }
    figures += counts(item)
    figures += [
      .number("rounds", item.evidence.map { Double($0.rounds) }) { "\(Int($0))" },
      .number("iterations", item.batch.map { Double($0.calls) }) { "\(Int($0))" },
      .text("base_algorithm", item.base?.facts?.algorithm),
      .text("head_algorithm", item.head?.facts?.algorithm),
    ]
    for (pair, ratios) in (item.evidence?.pairs ?? []).enumerated() {
      figures.append(
        .number("pair_\(pair + 1)_change", expm1(ratios.median), text: GateFigure.signedPercent))
    }
    return figures
  }

  /// Counts of both sides and their changes, where counters exist.
  private func counts(_ item: PairedOutcome.Case) -> [GateFigure] {
    item.baseCounts.keys.sorted().flatMap { key -> [GateFigure] in
      guard let base = item.baseCounts[key], let head = item.headCounts[key], base > 0 else {
        return []
      }
      let title = key.split(separator: "_").dropFirst().joined(separator: " ")
      return [
        .number("base_\(key)", base, text: NumberText.significant),
        .number("head_\(key)", head, text: NumberText.significant),
        .number("\(key)_change", title: title, head / base - 1, text: GateFigure.signedPercent),
      ]
    }
  }

  /// The smallest slowdown that would have made the case a suspect, as a fraction.
  private func detectable(_ item: PairedOutcome.Case) -> Double? {
    guard let evidence = item.evidence, let threshold = outcome.threshold else { return nil }
    return evidence.smallestDetectable(above: log1p(threshold), confidence: confidence)
      .map { expm1($0) }
  }

  private var facts: [GateFigure] {
    let settings = outcome.settings
    let offsets = outcome.alignments.map { "\($0.input)/\($0.output)" }.joined(separator: " ")
    return [
      .number(
        "threshold", title: "threshold", outcome.threshold,
        text: {
          "a slowdown of more than \(NumberText.shortPercent($0)), twice"
        }),
      .number(
        "noise_floor", title: "noise floor (base against base)", outcome.noiseFloor,
        text: NumberText.shortPercent),
      .text("sentinels", outcome.sentinels.joined(separator: " ")),
      .number("pairs", Double(settings.pairs)) { "\(Int($0))" },
      .number("rounds", title: "rounds", Double(settings.rounds)) {
        "\(Int($0)) in each of \(settings.pairs) process pairs, "
          + "samples of \(NumberText.time(nanoseconds: settings.sampleNanoseconds))"
      },
      .number("sample_ns", settings.sampleNanoseconds, text: NumberText.time),
      .text("seed", "\(settings.seed)"),
      .text("buffer_offsets_bytes", offsets),
      .number("blocks", Double(outcome.blocks)) { "\(Int($0))" },
      .number("repeated_blocks", title: "blocks", Double(outcome.repeats)) {
        "\(outcome.blocks) of two rounds; disturbed and measured again \(Int($0)), "
          + "disturbed and kept \(outcome.keptDisturbed)"
      },
      .number("kept_disturbed_blocks", Double(outcome.keptDisturbed)) { "\(Int($0))" },
      .number("seconds", title: "time", outcome.seconds) {
        "\(NumberText.significant($0)) s"
          + (outcome.isCutShort ? ", cut short by the budget" : "")
      },
    ]
      + outcome.warnings.enumerated().map { number, line in
        GateFigure.text("count_warning_\(number + 1)", title: "warning", line)
      }
  }
}

extension GateFigure {
  /// A text outside of tables, or nothing.
  static func text(_ key: String, title: String? = nil, _ text: String?) -> GateFigure {
    GateFigure(key, title: title, text.map(Value.text) ?? .none)
  }
}
