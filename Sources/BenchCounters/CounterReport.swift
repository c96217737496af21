import BenchModel
import Glibc

/// What can be counted here, and why the rest cannot: for `lkbench list counters` and `doctor`.
package struct CounterReport: Hashable, Sendable {
  /// Versions of PAPI, or why it cannot be used; one line.
  package let papi: String
  package let support: PerfSupport
  /// What the kernel answers when asked without a library.
  package let probe: PerfProbe
  /// Every metric and part of a formula once.
  package let outcomes: [CounterOutcome]
  /// What counters of floating-point operations said about known ones.
  package let calibrations: [FlopCalibration]
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
    support: PerfSupport = PerfSupport(), probe: PerfProbe = PerfProbe(),
    knownWork: () -> Void = KnownWork.perform, loops: [FlopLoop] = [],
    clock: () -> UInt64 = CounterReport.nanoseconds
  ) throws(CounterError) {
    papi = PAPISource.versionLine
    self.support = support
    self.probe = probe
    let pass = try CounterPass(
      groups: groups, sources: sources, knownWork: knownWork, loops: loops)
    // What a group uses of another one here is reported there.
    let names = Set(groups.map(\.name))
    outcomes = pass.outcomes.filter { outcome in
      outcome.metric.origin.map { !names.contains($0) } ?? true
    }
    calibrations = pass.calibrations
    var overheads: [Overhead] = []
    for group in groups {
      let events = pass.outcomes.compactMap { outcome -> CounterEvent? in
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
    factLines + outcomes.map(\.line) + calibrations.map(\.line)
      + overheads.map {
        "\($0.group): start and stop of \($0.events) events take \(Int($0.medianNanoseconds)) ns"
      }
  }

  /// Like `lines`, with each group's metrics together and each reason said once: for `doctor`.
  package var summaryLines: [String] {
    var groups: [String] = []
    for outcome in outcomes where !groups.contains(outcome.group) { groups.append(outcome.group) }
    return factLines
      + groups.flatMap { group in Self.summary(of: group, outcomes.filter { $0.group == group }) }
      + calibrations.map(\.line)
  }

  private var factLines: [String] { [papi] + support.lines + probe.lines(support) }

  private static func summary(of group: String, _ outcomes: [CounterOutcome]) -> [String] {
    var available: [String] = []
    var causes: [(cause: CounterUnavailability, keys: [String])] = []
    for outcome in outcomes {
      let key = outcome.metric.descriptor.key
      switch outcome.resolution {
      case .counted: available.append(key)
      case .absent(let cause):
        if let index = causes.firstIndex(where: { $0.cause == cause }) {
          causes[index].keys.append(key)
        } else {
          causes.append((cause, [key]))
        }
      }
    }
    let counted =
      available.isEmpty ? [] : ["\(group): available: \(available.joined(separator: ", "))"]
    return counted
      + causes.map { cause, keys in
        "\(group): \(cause.status.rawValue): \(keys.joined(separator: ", ")): \(cause.reason);"
          + " remedy: \(cause.remedy)"
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
