import BenchHarness
import BenchReports

/// Counts the harness's warnings about one problem, so that they become one line.
struct WarningTally {
  /// Cases that are still being sampled.
  private(set) var unfinished: Set<String>
  private let cases: Set<String>
  private var samples = 0
  private var disturbed = 0
  private var unsettled: Set<String> = []
  private var coarse: Set<String> = []
  private var ended: Set<String> = []
  private var worstPrecision: Double?
  private var asked = 0.0

  /// Listens for the cases of these labels; what is sampled beside them is not counted.
  init(of labels: [String]) {
    cases = Set(labels)
    unfinished = cases
  }

  mutating func add(_ event: HarnessEvent) {
    switch event {
    case .sampled(let label, _) where cases.contains(label): samples += 1
    case .calibrated, .sampled: break
    case .finished(let label, _, _): unfinished.remove(label)
    case .warning(let warning): add(warning)
    }
  }

  private mutating func add(_ warning: HarnessWarning) {
    switch warning {
    case .sampleDisturbed(let label, _, _) where cases.contains(label): disturbed += 1
    case .clockTooCoarse(let label, _, _) where cases.contains(label): coarse.insert(label)
    case .warmUpNotSettled(let label, _) where cases.contains(label): unsettled.insert(label)
    case .budgetEndedBeforePrecision(let label, let achieved, let asked) where cases.contains(label):
      ended.insert(label)
      self.asked = asked
      if let achieved { worstPrecision = max(worstPrecision ?? 0, achieved) }
    case .sampleDisturbed, .clockTooCoarse, .warmUpNotSettled, .budgetEndedBeforePrecision:
      // Of what is sampled beside the cases.
      break
    }
  }

  /// What there is to warn of, in one line; `nil` for nothing.
  ///
  /// Disturbed samples alone are no reason for a line: on shared machines some always are, and
  /// `samples.csv` has them all.
  func line(problem: String) -> String? {
    var parts: [String] = []
    if !ended.isEmpty {
      let reached = worstPrecision.map { "the worst at ±\(NumberText.percent($0))" }
      parts.append(
        "\(count(ended.count, "case")) stopped by time before ±\(NumberText.percent(asked)), "
          + (reached ?? "with too few samples for an interval"))
    }
    if disturbed > 0, !parts.isEmpty || 2 * disturbed > samples {
      parts.append("\(disturbed) of \(samples) samples disturbed (stolen time or preemption)")
    }
    if !unsettled.isEmpty, !parts.isEmpty {
      parts.append("\(count(unsettled.count, "case")) not warm in time")
    }
    if !coarse.isEmpty {
      parts.append("\(count(coarse.count, "case")) too short for the clock; raise --min-time")
    }
    return parts.isEmpty ? nil : "\(problem): \(parts.joined(separator: "; "))"
  }

  private func count(_ number: Int, _ noun: String) -> String {
    "\(number) \(noun)\(number == 1 ? "" : "s")"
  }
}
