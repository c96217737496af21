package import BenchModel

/// Whether an event can be counted here and now.
package enum CounterAvailability: Hashable, Sendable {
  case available
  case unavailable(CounterUnavailability)
}

/// Why an event cannot be counted, with what to do about it.
package enum CounterUnavailability: Hashable, Sendable {
  /// The source's body was not compiled in.
  case builtWithout(trait: String)
  /// The kernel lists no counting unit of a CPU.
  case noHardwareUnit
  /// Nothing counts it, and whether there is a counting unit cannot be seen: why.
  case unitsUnknown(String)
  /// Neither the source nor the counting unit knows the name.
  case noSuchEvent
  /// The group has no event for this micro-architecture.
  case noEventOfMachine(String)
  /// `perf_event_open` refuses everything.
  case denied(paranoid: Int?)
  /// Only counting in kernel mode is refused, and the event needs it.
  case kernelModeDenied(paranoid: Int?)
  case unsupportedByUnit
  /// The unit's counters are taken, too few, or the event's constraints cannot be met.
  case conflict(watchdogCounts: Bool)
  case descriptorLimit(Int?)
  case kernelWithoutPerf
  /// Someone else holds the unit, by the errno.
  case busy(code: Int32)
  /// The kernel meters no such domain of power.
  case noPowerZone(String)
  /// A file of the kernel that this user may not read.
  case fileDenied(path: String)
  /// A file of the kernel that should be readable and is not, by the errno.
  case fileUnreadable(path: String, code: Int32)
  /// Another failure of the system, by its errno.
  case systemFailure(code: Int32)
  /// Start and stop worked, but work that raises the event was not counted.
  case countsNothing
  /// The library itself cannot be used.
  case libraryUnusable(String)
  /// No source has the id that the group asks for.
  case noSource(String)
  /// Anything else a source says, in its words.
  case sourceFailure(String)
}

extension CounterUnavailability {
  /// Content of the `…_status` column.
  package var status: MetricStatus {
    switch self {
    case .denied, .kernelModeDenied, .fileDenied: .denied
    case .countsNothing: .unverified
    default: .unsupported
    }
  }
}
