import Glibc

/// What can be counted here, and why the rest cannot: for `lkbench list counters` and `doctor`.
package struct CounterReport: Hashable, Sendable {
  /// Versions of PAPI, or why it cannot be used; one line.
  package let papi: String
  package let support: PerfSupport
  package let outcomes: [CounterOutcome]
  package let overheads: [Overhead]

  /// What one pair of start and stop costs with a group's available events.
  package struct Overhead: Hashable, Sendable {
    package let group: String
    package let events: Int
    package let medianNanoseconds: Double
  }

  /// Tries every event of `groups`; takes some milliseconds per event and throws only when the groups
  /// contradict each other.
  package init(
    groups: [CounterGroup], sources: [any CounterSource] = CounterCatalog.all,
    support: PerfSupport = PerfSupport(), knownWork: () -> Void = KnownWork.perform,
    clock: () -> UInt64 = CounterReport.nanoseconds
  ) throws(CounterError) {
    papi = PAPISource.versionLine
    self.support = support
    outcomes = try CounterPass(groups: groups, sources: sources, knownWork: knownWork).outcomes
    var overheads: [Overhead] = []
    for group in groups {
      let events = outcomes.compactMap { outcome -> CounterEvent? in
        guard outcome.group == group.name, case .counted(let event) = outcome.resolution
        else { return nil }
        return event
      }
      guard let source = sources.first(where: { $0.id == group.source }) else { continue }
      if let overhead = Self.overhead(of: group.name, events, source: source, clock: clock) {
        overheads.append(overhead)
      }
    }
    self.overheads = overheads
  }

  /// One line per fact and per metric.
  package var lines: [String] {
    [papi] + support.lines + outcomes.map(\.line)
      + overheads.map {
        "\($0.group): start and stop of \($0.events) events take \(Int($0.medianNanoseconds)) ns"
      }
  }

  /// Monotonic time, not slewed.
  package static func nanoseconds() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC_RAW, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }

  /// Median over empty batches; `nil` where the events cannot be counted together.
  private static func overhead(
    of group: String, _ events: [CounterEvent], source: any CounterSource, clock: () -> UInt64
  ) -> Overhead? {
    guard !events.isEmpty else { return nil }
    let repetitions = 51
    var times: [UInt64] = []
    do throws(CounterError) {
      let session = try source.open(events)
      for _ in 0..<repetitions {
        let begin = clock()
        try session.start()
        _ = try session.stop()
        times.append(clock() - begin)
      }
    } catch {
      return nil
    }
    return Overhead(
      group: group, events: events.count,
      medianNanoseconds: Double(times.sorted()[repetitions / 2]))
  }
}
