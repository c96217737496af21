extension CounterSource {
  /// Counts `events` together while `work` runs; why that failed, or `nil` when it worked.
  ///
  /// Every event whose kind is in `mustCount` must have a reading above zero unless it may be: some kernels and virtual
  /// machines let an event be started and stopped and never count it.
  package func refusal(
    of events: [CounterEvent], during work: () -> Void, mustCount: Set<CounterKind>
  ) -> CounterUnavailability? {
    do throws(CounterError) {
      let session = try open(events)
      try session.start()
      work()
      let reading = try session.stop()
      for (index, event) in events.enumerated()
      where mustCount.contains(event.kind) && !event.mayBeZero {
        guard let value = reading.perCall(at: index, iterations: 1).value, value > 0 else {
          return .countsNothing
        }
      }
      return nil
    } catch {
      return error.cause
    }
  }
}
