/// A place counts come from: PAPI, or the operating system's accounting or meters.
package protocol CounterSource: Sendable {
  /// Stable, lower case; counter groups name it and their metric keys begin with it.
  var id: String { get }
  /// One line for `lkbench list counters`.
  var summary: String { get }

  /// Whether `event` can be counted on this thread now, proved by counting it, never by enumeration.
  ///
  /// Takes a few milliseconds: known work runs meanwhile. Never throws, prints or leaves anything open.
  func availability(of event: CounterEvent) -> CounterAvailability

  /// Reserves counters for all of `events` at once, for the calling thread only.
  ///
  /// Throws `CounterError.unavailable` with the event that did not fit.
  func open(_ events: [CounterEvent]) throws(CounterError) -> any CounterSession
}

/// Counters reserved for one thread; every call must come from the thread that opened it.
///
/// Meant to be read around whole batches of a millisecond or more, never around single calls. The
/// counters are given back when the session is released, which should happen on the same thread.
package protocol CounterSession: AnyObject {
  /// Sets the counts to zero and begins to count.
  func start() throws(CounterError)
  /// Ends counting; one count per event, in the order they were opened.
  func stop() throws(CounterError) -> CounterReading
}

/// Every counter source of this build, in the order in which they are listed.
package enum CounterCatalog {
  package static let all: [any CounterSource] = [
    PAPISource(),
    RusageSource(),
    PowercapSource(),
  ]
}
