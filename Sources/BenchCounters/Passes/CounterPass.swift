package import BenchModel

/// Counts groups of metrics over a piece of work that can be repeated, in as many passes as it takes.
///
/// Made once, on the thread that measures or one with the same rights: that is when every event is
/// tried. The columns never depend on what the machine offers; a metric without a count says why.
package struct CounterPass: Sendable {
  /// Metrics in their fixed order: group by group, counted before derived.
  package let metricDescriptors: [MetricDescriptor]
  /// What became of every counted metric, in the same order.
  package let outcomes: [CounterOutcome]

  private let groups: [Plan]

  /// A group and the sets of events that are counted one after the other.
  private struct Plan: Sendable {
    let group: CounterGroup
    let source: (any CounterSource)?
    let outcomes: [CounterOutcome]
    let sets: [[CountedEvent]]
  }

  /// Tries every candidate of every metric, and how many fit on the counters together.
  ///
  /// A group given twice counts once. `knownWork` is run to see whether hardware sets really count.
  /// Throws `CounterError.conflictingMetric` only: a machine without counters is no error.
  package init(
    groups: [CounterGroup], sources: [any CounterSource] = CounterCatalog.all,
    knownWork: () -> Void = KnownWork.perform
  ) throws(CounterError) {
    let distinct = try Self.withoutRepetition(groups)
    self.groups = distinct.map { group in
      let source = sources.first { $0.id == group.source }
      let outcomes = group.metrics.map {
        CounterOutcome(group: group, metric: $0, source: source)
      }
      return Plan(
        group: group, source: source, outcomes: outcomes,
        sets: Self.sets(of: outcomes, source: source, knownWork: knownWork))
    }
    metricDescriptors = distinct.flatMap(\.metricDescriptors)
    outcomes = self.groups.flatMap(\.outcomes)
  }

  /// How often `measure` runs the work.
  package var passCount: Int { groups.map(\.sets.count).reduce(0, +) }

  /// Whether anything at all can be counted.
  package var countsAnything: Bool { passCount > 0 }

  /// Runs `iterations` calls once per pass and returns every metric per call, in fixed order.
  ///
  /// Must be called on the thread that does the work: counters see no other. `run` should take a
  /// millisecond or more and must have been warmed up.
  package func measure(iterations: Int, run: (Int) -> Void) -> [Metric] {
    measure(calls: iterations) { start, stop throws(CounterError) in
      try start()
      run(iterations)
      try stop()
    }
  }

  /// Makes a piece of `calls` calls that says itself when to count, once per pass.
  ///
  /// `work` may start and stop more than once, as work does that evicts caches between its calls; the
  /// readings are summed. It must stop as often as it starts.
  package func measure(
    calls: Int,
    work: (
      _ start: () throws(CounterError) -> Void, _ stop: () throws(CounterError) -> Void
    ) throws(CounterError) -> Void
  ) -> [Metric] {
    precondition(calls > 0, "a counter pass needs at least one call")
    return groups.flatMap { plan in
      var counts = GroupCounts(group: plan.group, outcomes: plan.outcomes)
      for set in plan.sets {
        guard let source = plan.source else { break }
        counts.add(Self.count(set, with: source, calls: calls, work: work))
      }
      return counts.metrics
    }
  }

  /// One pass over the work, without the events that cannot be opened any more.
  private static func count(
    _ set: [CountedEvent], with source: any CounterSource, calls: Int,
    work: (
      _ start: () throws(CounterError) -> Void, _ stop: () throws(CounterError) -> Void
    ) throws(CounterError) -> Void
  ) -> [GroupCounts.Count] {
    var set = set
    var lost: [GroupCounts.Count] = []
    while !set.isEmpty {
      do throws(CounterError) {
        let session = try source.open(set.map(\.event))
        var sum: CounterReading?
        try work(
          { () throws(CounterError) in try session.start() },
          { () throws(CounterError) in
            let reading = try session.stop()
            sum = sum?.adding(reading) ?? reading
          })
        let reading = sum ?? CounterReading(counts: [])
        return lost
          + set.enumerated().map { index, counted in
            let (value, status) = reading.perCall(at: index, iterations: calls)
            return GroupCounts.Count(counted, value: value, status: status)
          }
      } catch .unavailable(let name, let cause) where set.contains(where: { $0.event.name == name })
      {
        lost += set.filter { $0.event.name == name }.map {
          GroupCounts.Count($0, value: nil, status: cause.status)
        }
        set.removeAll { $0.event.name == name }
      } catch {
        return lost
          + set.map { GroupCounts.Count($0, value: nil, status: error.cause.status) }
      }
    }
    return lost
  }

  private static func sets(
    of outcomes: [CounterOutcome], source: (any CounterSource)?, knownWork: () -> Void
  ) -> [[CountedEvent]] {
    guard let source else { return [] }
    let events = outcomes.compactMap { outcome -> CountedEvent? in
      guard case .counted(let event) = outcome.resolution else { return nil }
      return CountedEvent(
        key: outcome.metric.descriptor.key, event: event, isAnchor: outcome.metric.isAnchor)
    }
    return CounterSets.divide(events) { set in
      let hasHardware = set.contains { $0.kind == .hardware }
      return source.refusal(
        of: set, during: { if hasHardware { knownWork() } }, mustCount: [.hardware]) == nil
    }
  }

  /// Drops groups given twice and refuses groups that share a metric.
  private static func withoutRepetition(
    _ groups: [CounterGroup]
  ) throws(CounterError) -> [CounterGroup] {
    var owners: [String: CounterGroup] = [:]
    var distinct: [CounterGroup] = []
    for group in groups where !distinct.contains(where: { $0.name == group.name }) {
      for key in group.metricDescriptors.map(\.key) {
        guard let owner = owners[key] else {
          owners[key] = group
          continue
        }
        throw .conflictingMetric(key: key, groups: [owner.name, group.name])
      }
      distinct.append(group)
    }
    return distinct
  }
}
