import BenchModel

/// Counts groups over loops of known work and says which metrics tell the truth.
package struct CounterValidation: Sendable {
  /// Loop by loop, the metrics of each group in their order; first what is not counted at all.
  package let findings: [CounterFinding]
  /// The counts by event, per loop.
  package let readings: [CounterRecording.Loop]

  package var failures: [CounterFinding] { findings.filter(\.isFailure) }

  /// Runs every loop once per pass of every group, plus once to warm up, on this thread.
  package init(_ pass: CounterPass, over loops: [KnownLoop]) {
    var missing: [CounterFinding] = []
    var judged: [CounterFinding] = []
    var readings: [CounterRecording.Loop] = []
    for loop in loops {
      var events: [String: Double] = [:]
      for (group, metrics, counts) in pass.count(loop) {
        events.merge(counts) { first, _ in first }
        for metric in metrics {
          let expectation = Self.expectation(of: metric.descriptor.key, over: loop)
          guard let expectation else { continue }
          let finding = Self.finding(metric, in: group, pass, loop, expectation)
          if finding.loop != nil {
            judged.append(finding)
          } else if !missing.contains(finding) {
            missing.append(finding)
          }
        }
      }
      readings.append(CounterRecording.Loop(loop, events: events))
    }
    findings = missing + judged
    self.readings = readings
  }

  /// Whether anything is known of the metric `key` over `loop`.
  package static func judges(_ key: String, over loop: KnownLoop) -> Bool {
    expectation(of: key, over: loop) != nil
  }

  /// `nil` for a metric of which this loop says nothing.
  private static func expectation(
    of key: String, over loop: KnownLoop
  ) -> CounterFinding.Expectation? {
    if let event = KnownEvent.counted(by: key) {
      guard let count = loop.known[event] else { return nil }
      return count == 0
        ? CounterFinding.Expectation.none(noise: loop.noise) : .exactly(Double(count))
    }
    return Plausibility.bounds(of: key, over: loop).map { .within($0) }
  }

  private static func finding(
    _ metric: Metric, in group: CounterGroup, _ pass: CounterPass, _ loop: KnownLoop,
    _ expectation: CounterFinding.Expectation
  ) -> CounterFinding {
    let key = metric.descriptor.key
    if metric.status == .ok, let counted = metric.value {
      return CounterFinding(
        group: group.name, metric: key, loop: loop.name, expectation: expectation,
        counted: counted)
    }
    if let cause = cause(of: key, in: group, pass) {
      return CounterFinding(
        group: group.name, metric: key, verdict: .unsupported(reason: cause.description))
    }
    let reason =
      switch metric.status {
      case .multiplexed: "multiplexed: an extrapolation, no count"
      case .unverified: "the passes disagree, or a count has overflowed"
      default: "the event could not be counted any more"
      }
    return CounterFinding(
      group: group.name, metric: key, loop: loop.name, expectation: expectation,
      counted: metric.value, verdict: .refused(reason: reason))
  }

  /// Why no event counts the metric, or a part of its formula.
  private static func cause(
    of key: String, in group: CounterGroup, _ pass: CounterPass
  ) -> CounterUnavailability? {
    let formula = group.derived.first { $0.descriptor.key == key }?.formula
    let keys = Set([key] + (formula?.names ?? []))
    for outcome in pass.outcomes
    where outcome.group == group.name && keys.contains(outcome.metric.descriptor.key) {
      if case .absent(let cause) = outcome.resolution { return cause }
    }
    return nil
  }
}

extension CounterGroup {
  /// Whether a counting unit is needed for any of its metrics.
  package var countsHardware: Bool { metrics.contains { $0.kind == .hardware } }
}
