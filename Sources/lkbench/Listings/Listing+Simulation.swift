import BenchCounters
import BenchModel

extension Listing {
  /// The simulated counters as rows of `list counters`.
  static var simulatedCounterRows: [[String]] {
    let cause = SimulatedCounters.unavailabilityHere
    return SimulatedEvent.allCases.map { event in
      [
        event.descriptor.key, SimulatedCounters.name,
        cause == nil ? "ok" : MetricStatus.unsupported.rawValue,
        cause == nil ? event.parts.joined(separator: "+") : "", cause?.description ?? "",
      ]
    }
  }

  /// The simulated counters as a row of `list groups`.
  static var simulatedGroupRow: [String] {
    [
      SimulatedCounters.name, "valgrind", MicroArchitecture.generic.id,
      SimulatedCounters.descriptors.map(\.key).joined(separator: ","),
      "simulated counts of AVX2 kernels on one thread; seconds per case",
    ]
  }
}
