package import BenchModel

/// A named list of metrics that are counted together: the text of one file in `CounterGroups`.
package struct CounterGroup: Hashable, Sendable {
  /// What `--group` selects.
  package let name: String
  package let summary: String
  /// Id of the source that counts it.
  package let source: String
  package let metrics: [CounterMetric]
  package let derived: [DerivedMetric]

  package init(
    name: String, summary: String, source: String, metrics: [CounterMetric],
    derived: [DerivedMetric] = []
  ) {
    self.name = name
    self.summary = summary
    self.source = source
    self.metrics = metrics
    self.derived = derived
  }

  /// Counted metrics, then derived ones: the group's CSV columns, whatever the machine offers.
  package var metricDescriptors: [MetricDescriptor] {
    metrics.map(\.descriptor) + derived.map(\.descriptor)
  }
}

/// A counted metric and the events that can stand for it.
package struct CounterMetric: Hashable, Sendable {
  package let descriptor: MetricDescriptor
  package let kind: CounterKind
  /// Names to try in this order; the first that really counts is taken.
  package let events: [String]
  /// Counted again in every pass of the group, so that passes can be told to agree.
  package let isAnchor: Bool

  package init(
    descriptor: MetricDescriptor, kind: CounterKind, events: [String], isAnchor: Bool = false
  ) {
    self.descriptor = descriptor
    self.kind = kind
    self.events = events
    self.isAnchor = isAnchor
  }

  package var candidates: [CounterEvent] { events.map { CounterEvent(name: $0, kind: kind) } }
}

/// A quotient of two counted metrics of the same group (instructions per cycle).
package struct DerivedMetric: Hashable, Sendable {
  package let descriptor: MetricDescriptor
  /// Key of the metric that is divided.
  package let numerator: String
  package let denominator: String

  package init(descriptor: MetricDescriptor, numerator: String, denominator: String) {
    self.descriptor = descriptor
    self.numerator = numerator
    self.denominator = denominator
  }

  /// The quotient, no more trusted than the less trusted of the two.
  ///
  /// Nothing divided by nothing is not measured: the value is `nil` and the status `unverified`.
  package func evaluate(numerator: Metric, denominator: Metric) -> Metric {
    let statuses = [numerator.status, denominator.status]
    let status = Self.fromLeastTrusted.first(where: statuses.contains) ?? .unverified
    guard let above = numerator.value, let below = denominator.value else {
      return Metric(descriptor: descriptor, value: nil, status: status)
    }
    guard below > 0 else {
      return Metric(descriptor: descriptor, value: nil, status: .unverified)
    }
    return Metric(descriptor: descriptor, value: above / below, status: status)
  }

  private static let fromLeastTrusted: [MetricStatus] = [
    .denied, .unsupported, .unverified, .multiplexed, .ok,
  ]
}
