package import BenchModel

/// A named list of metrics that are counted together: one definition of `CounterGroups/generic`, with
/// the events of one micro-architecture.
package struct CounterGroup: Hashable, Sendable {
  /// What `--counters` selects.
  package let name: String
  package let summary: String
  /// Prose on what the figures mean: of the definition, then of the micro-architecture's events.
  package let notes: [String]
  /// Id of the source that counts it.
  package let source: String
  /// What is counted: metrics, and parts of formulas that are no columns.
  package let metrics: [CounterMetric]
  /// What is computed, each from what stands before it.
  package let derived: [DerivedMetric]
  /// Id of the micro-architecture whose table gives the events.
  package let microArchitecture: String
  /// The group's CSV columns in the order of its definition, whatever the machine offers.
  package let metricDescriptors: [MetricDescriptor]

  package init(
    name: String, summary: String, notes: [String] = [], source: String,
    metrics: [CounterMetric], derived: [DerivedMetric] = [],
    microArchitecture: String = MicroArchitecture.generic.id,
    metricDescriptors: [MetricDescriptor]? = nil
  ) {
    self.name = name
    self.summary = summary
    self.notes = notes
    self.source = source
    self.metrics = metrics
    self.derived = derived
    self.microArchitecture = microArchitecture
    self.metricDescriptors =
      metricDescriptors
      ?? metrics.filter(\.isColumn).map(\.descriptor) + derived.map(\.descriptor)
  }
}

/// A counted metric and the events that can stand for it.
package struct CounterMetric: Hashable, Sendable {
  package let descriptor: MetricDescriptor
  package let kind: CounterKind
  /// Names to try in this order; the first that really counts is taken.
  ///
  /// Empty where the micro-architecture has none.
  package let events: [String]
  /// Counted again in every pass of the group, so that passes can be told to agree.
  package let isAnchor: Bool
  /// Whether it is a column; the others are parts of formulas.
  package let isColumn: Bool
  /// Whether the work that events are tried on may leave it at 0 (page walks, 512-bit operations).
  package let mayBeZero: Bool
  /// The group that defines it, where that is another one.
  package let origin: String?

  package init(
    descriptor: MetricDescriptor, kind: CounterKind, events: [String], isAnchor: Bool = false,
    isColumn: Bool = true, mayBeZero: Bool = false, origin: String? = nil
  ) {
    self.descriptor = descriptor
    self.kind = kind
    self.events = events
    self.isAnchor = isAnchor
    self.isColumn = isColumn
    self.mayBeZero = mayBeZero
    self.origin = origin
  }

  package var candidates: [CounterEvent] {
    events.map { CounterEvent(name: $0, kind: kind, mayBeZero: mayBeZero) }
  }

  /// The metric as another group takes it over.
  func used(from group: String) -> CounterMetric {
    CounterMetric(
      descriptor: descriptor, kind: kind, events: events, isAnchor: isAnchor, isColumn: isColumn,
      mayBeZero: mayBeZero, origin: origin ?? group)
  }

  /// The metric with the events of a micro-architecture.
  func with(events: [String], mayBeZero: Bool) -> CounterMetric {
    CounterMetric(
      descriptor: descriptor, kind: kind, events: events, isAnchor: isAnchor, isColumn: isColumn,
      mayBeZero: mayBeZero, origin: origin)
  }
}

/// A metric that is computed from others of its group and from what is known of the case.
package struct DerivedMetric: Hashable, Sendable {
  package let descriptor: MetricDescriptor
  package let formula: Formula

  /// `formula` must come out in the descriptor's unit: see `Formula.check`.
  package init(descriptor: MetricDescriptor, formula: Formula) {
    self.descriptor = descriptor
    self.formula = formula
  }
}
