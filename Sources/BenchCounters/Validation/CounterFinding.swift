/// What a metric said about a loop of known work.
package struct CounterFinding: Hashable, Sendable {
  package let group: String
  package let metric: String
  /// The loop's name; `nil` for a metric that is not counted at all.
  package let loop: String?
  package let expectation: Expectation
  package let counted: Double?
  package let verdict: Verdict

  package enum Expectation: Hashable, Sendable {
    /// From the loop's code.
    case exactly(Double)
    /// The code says that it does not happen; reading the counters may add up to `noise`.
    case none(noise: Double)
    /// Plausible, no more.
    case within(ClosedRange<Double>)
    case nothing
  }

  package enum Verdict: Hashable, Sendable {
    /// As expected but for 1 %.
    case right
    case wrong
    /// Within wide bounds: that the count is right is not shown.
    case plausible
    case implausible
    /// The reading is no count: extrapolated, or its passes disagree.
    case refused(reason: String)
    /// The machine does not count it.
    case unsupported(reason: String)
  }

  /// Whether the machine reports a figure that is not what the code executed.
  package var isFailure: Bool {
    switch verdict {
    case .wrong, .implausible, .refused: true
    case .right, .plausible, .unsupported: false
    }
  }

  /// Judges `counted` by what is known.
  package init(
    group: String, metric: String, loop: String, expectation: Expectation, counted: Double
  ) {
    let verdict: Verdict =
      switch expectation {
      case .exactly(let expected): KnownLoop.isClose(counted, to: expected) ? .right : .wrong
      case .none(let noise): counted <= noise ? .right : .wrong
      case .within(let bounds): bounds.contains(counted) ? .plausible : .implausible
      case .nothing: .unsupported(reason: "nothing is known of it")
      }
    self.init(
      group: group, metric: metric, loop: loop, expectation: expectation, counted: counted,
      verdict: verdict)
  }

  init(
    group: String, metric: String, loop: String? = nil, expectation: Expectation = .nothing,
    counted: Double? = nil, verdict: Verdict
  ) {
    self.group = group
    self.metric = metric
    self.loop = loop
    self.expectation = expectation
    self.counted = counted
    self.verdict = verdict
  }
}

extension CounterFinding {
  /// Group, metric, loop, what was expected and counted, and the verdict, in one line.
  package var line: String {
    let place = "\(group): \(metric)" + (loop.map { " over \($0)" } ?? "")
    let count = counted.map { "counted \(Self.text($0))" } ?? "not counted"
    switch verdict {
    case .unsupported(let reason): return "\(place): not counted here: \(reason)"
    case .refused(let reason): return "\(place): \(count): REFUSED: \(reason)"
    default: break
    }
    switch expectation {
    case .exactly(let expected):
      let percent = ((counted ?? 0) / expected - 1) * 100
      let deviation = (percent < 0 ? "" : "+") + Self.text(percent) + " %"
      return "\(place): expected \(Self.text(expected)), \(count) (\(deviation)): \(word)"
    case .none(let noise):
      return "\(place): expected none (at most \(Self.text(noise))), \(count): \(word)"
    case .within(let bounds):
      return "\(place): plausible from \(Self.text(bounds.lowerBound)) to"
        + " \(Self.text(bounds.upperBound)), \(count): \(word)"
    case .nothing: return "\(place): \(count)"
    }
  }

  private var word: String {
    switch verdict {
    case .right: "right"
    case .wrong: "WRONG"
    case .plausible: "plausible only"
    case .implausible: "IMPLAUSIBLE"
    case .refused, .unsupported: ""
    }
  }

  /// Whole counts as they are, shares to the thousandth.
  private static func text(_ value: Double) -> String {
    let thousandths = (value * 1000).rounded() / 1000
    guard let whole = Int(exactly: thousandths) else { return "\(thousandths)" }
    return "\(whole)"
  }
}
