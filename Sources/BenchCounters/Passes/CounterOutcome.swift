import BenchModel

/// What became of one counted metric on this machine.
package struct CounterOutcome: Hashable, Sendable {
  package let group: String
  package let source: String
  package let metric: CounterMetric
  /// The event that counts it, or why none of its candidates does.
  package let resolution: Resolution

  package enum Resolution: Hashable, Sendable {
    case counted(CounterEvent)
    case absent(CounterUnavailability)
  }

  package init(group: String, source: String, metric: CounterMetric, resolution: Resolution) {
    self.group = group
    self.source = source
    self.metric = metric
    self.resolution = resolution
  }

  /// Name, and either the event or reason and remedy, in one line.
  package var line: String {
    let key = metric.descriptor.key
    return switch resolution {
    case .counted(let event):
      "\(key): available as \(event.name)"
    case .absent(let cause):
      "\(key): \(cause.status.rawValue): \(cause.reason); remedy: \(cause.remedy)"
    }
  }

  /// Tries the candidates of `metric` one after the other.
  ///
  /// Reports the reason of the first, since that is the event one wants: the others are substitutes.
  init(group: CounterGroup, metric: CounterMetric, source: (any CounterSource)?) {
    var cause: CounterUnavailability?
    var counted: CounterEvent?
    for event in metric.candidates where counted == nil {
      guard let source else { break }
      switch source.availability(of: event) {
      case .available: counted = event
      case .unavailable(let reason): cause = cause ?? reason
      }
    }
    self.init(
      group: group.name, source: group.source, metric: metric,
      resolution: counted.map(Resolution.counted)
        ?? .absent(
          cause
            ?? (metric.events.isEmpty
              ? .noEventOfMachine(group.microArchitecture) : .noSource(group.source))))
  }
}
