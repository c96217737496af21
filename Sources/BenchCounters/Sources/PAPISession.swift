#if PAPI
  import CPAPI

  /// One PAPI event set, made by and for the calling thread.
  final class PAPISession: CounterSession {
    private let events: [CounterEvent]
    private let eventSet: Int32
    private let thread = lkb_papi_thread_number()
    private var isRunning = false
    private var counts: [Int64]

    init(_ events: [CounterEvent]) throws(CounterError) {
      self.events = events
      counts = [Int64](repeating: 0, count: events.count)
      eventSet = try Self.makeEventSet(events)
    }

    deinit {
      if isRunning { PAPI_stop(eventSet, &counts) }
      Self.destroy(eventSet)
    }

    func start() throws(CounterError) {
      try checkThread()
      guard !isRunning else { throw .misuse(source: "papi", problem: "started twice") }
      let code = PAPI_start(eventSet)
      guard lkb_papi_classify(code) == LKB_PAPI_OK else { throw failure(code) }
      isRunning = true
    }

    func stop() throws(CounterError) -> CounterReading {
      guard isRunning else { throw .misuse(source: "papi", problem: "stopped before its start") }
      try checkThread()
      isRunning = false
      let code = PAPI_stop(eventSet, &counts)
      guard lkb_papi_classify(code) == LKB_PAPI_OK else { throw failure(code) }
      return CounterReading(counts: counts)
    }

    private func checkThread() throws(CounterError) {
      guard lkb_papi_thread_number() == thread else {
        throw .misuse(source: "papi", problem: "used on a thread that did not open it")
      }
    }

    private func failure(_ code: Int32) -> CounterError {
      let kind: CounterKind = events.contains { $0.kind == .hardware } ? .hardware : .software
      return .session(
        source: "papi", events: events.map(\.name), PAPILibrary.diagnose(code, kind: kind))
    }

    private static func makeEventSet(_ events: [CounterEvent]) throws(CounterError) -> Int32 {
      var eventSet = lkb_papi_no_event_set()
      let code = PAPI_create_eventset(&eventSet)
      guard lkb_papi_classify(code) == LKB_PAPI_OK else {
        throw .session(
          source: "papi", events: events.map(\.name),
          .sourceFailure("PAPI: \(PAPILibrary.message(of: code))"))
      }
      for event in events {
        let code = PAPI_add_named_event(eventSet, event.name)
        guard lkb_papi_classify(code) == LKB_PAPI_OK else {
          // First the reason, since giving the set back frees descriptors that the reason may be about.
          let cause = PAPILibrary.diagnose(code, kind: event.kind)
          destroy(eventSet)
          throw .unavailable(event: event.name, cause)
        }
      }
      return eventSet
    }

    private static func destroy(_ eventSet: Int32) {
      var eventSet = eventSet
      PAPI_cleanup_eventset(eventSet)
      PAPI_destroy_eventset(&eventSet)
    }
  }
#endif
