#if PAPI
  import CPAPI
#endif

/// Hardware events and the kernel's software events, through PAPI's low-level interface.
///
/// Uses named events only, never presets by code, multiplexing or the high-level interface, which
/// writes files. PAPI's own report on stderr is off unless the user sets `PAPI_VERBOSE`.
package struct PAPISource: CounterSource {
  package var id: String { "papi" }
  package var summary: String {
    "hardware events (cycles, misses) and software events (page faults) through PAPI"
  }

  package init() {}

  package func availability(of event: CounterEvent) -> CounterAvailability {
    // Software events too: in user mode PAPI starts and stops a context-switch counter that stays 0.
    refusal(of: [event], during: KnownWork.perform, mustCount: [.hardware, .software])
      .map(CounterAvailability.unavailable) ?? .available
  }

  package func open(_ events: [CounterEvent]) throws(CounterError) -> any CounterSession {
    #if PAPI
      switch PAPILibrary.shared {
      case .success: return try PAPISession(events)
      case .failure(let cause):
        throw .session(source: id, events: events.map(\.name), cause.unavailability)
      }
    #else
      throw .session(
        source: id, events: events.map(\.name), .builtWithout(trait: "PAPI"))
    #endif
  }

  /// The library's and the header's version, or why PAPI cannot be used; one line.
  package static var versionLine: String {
    #if PAPI
      switch PAPILibrary.shared {
      case .success(let library): "PAPI: library \(library.version), header \(library.header)"
      case .failure(let cause): "PAPI: \(cause.unavailability)"
      }
    #else
      "PAPI: \(CounterUnavailability.builtWithout(trait: "PAPI"))"
    #endif
  }
}
