package import BenchModel

/// Counts groups of metrics over a piece of work that can be repeated, in as many passes as it takes.
///
/// Made once, on the thread that measures or one with the same rights: that is when every event is
/// tried. The columns never depend on what the machine offers; a metric without a count says why.
package struct CounterPass: Sendable {
  /// Metrics in their fixed order: group by group, counted before derived.
  package let metricDescriptors: [MetricDescriptor]
  /// What became of every counted metric, and of every part of a formula, group by group.
  package let outcomes: [CounterOutcome]
  /// What the counters said about work of known operations.
  package let calibrations: [FlopCalibration]

  private let groups: [Plan]

  /// A group and the sets of events that are counted one after the other.
  private struct Plan: Sendable {
    let group: CounterGroup
    let source: (any CounterSource)?
    let outcomes: [CounterOutcome]
    let sets: [[CountedEvent]]
    /// Columns that no group before this one has.
    let columns: Set<String>
    /// Keys of metrics that a calibration found wrong.
    var distrusted: Set<String> = []
  }

  /// Tries every candidate of every metric, and how many fit on the counters together.
  ///
  /// A group given twice counts once, and so does a metric that one group uses of another. `knownWork`
  /// is run to see whether hardware sets really count. Over every one of `loops`, metrics in FLOPs are
  /// compared with what the loop executes; those that are more than 1 % off are `unverified` from then
  /// on, and what is computed from them.
  ///
  /// Throws `CounterError.conflictingMetric` only: a machine without counters is no error.
  package init(
    groups: [CounterGroup], sources: [any CounterSource] = CounterCatalog.all,
    knownWork: () -> Void = KnownWork.perform, loops: [FlopLoop] = []
  ) throws(CounterError) {
    let distinct = try Self.withoutRepetition(groups)
    var calibrations: [FlopCalibration] = []
    self.groups = distinct.map { group, columns in
      let source = sources.first { $0.id == group.source }
      let outcomes = group.metrics.map {
        CounterOutcome(group: group, metric: $0, source: source)
      }
      var plan = Plan(
        group: group, source: source, outcomes: outcomes,
        sets: Self.sets(of: outcomes, source: source, knownWork: knownWork), columns: columns)
      let found = Self.calibrate(plan, over: loops)
      plan.distrusted = Set(found.filter { !$0.isTrusted }.map(\.key))
      calibrations += found
      return plan
    }
    self.calibrations = calibrations
    metricDescriptors = distinct.flatMap { group, columns in
      group.metricDescriptors.filter { columns.contains($0.key) }
    }
    outcomes = self.groups.flatMap(\.outcomes)
  }

  /// How often `measure` runs the work.
  package var passCount: Int { groups.map(\.sets.count).reduce(0, +) }

  /// Whether anything at all can be counted.
  package var countsAnything: Bool { passCount > 0 }

  /// Runs `iterations` calls once per pass and returns every metric per call, in fixed order.
  ///
  /// Must be called on the thread that does the work: counters see no other. `run` should take a
  /// millisecond or more and must have been warmed up. `known` is what formulas may use, per call.
  package func measure(
    iterations: Int, known: KnownQuantities = .none, run: (Int) -> Void
  ) -> [Metric] {
    measure(calls: iterations, known: known) { start, stop throws(CounterError) in
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
    calls: Int, known: KnownQuantities = .none,
    work: (
      _ start: () throws(CounterError) -> Void, _ stop: () throws(CounterError) -> Void
    ) throws(CounterError) -> Void
  ) -> [Metric] {
    precondition(calls > 0, "a counter pass needs at least one call")
    return groups.flatMap { plan in
      Self.counts(of: plan, calls: calls, work: work)
        .metrics(known: known, distrusted: plan.distrusted)
        .filter { plan.columns.contains($0.descriptor.key) }
    }
  }

  /// What every group says about one run of `loop`, whatever a calibration thought of it.
  func count(_ loop: KnownLoop) -> [(
    group: CounterGroup, metrics: [Metric], events: [String: Double]
  )] {
    loop.run()
    return groups.map { plan in
      let counts = Self.counts(of: plan, calls: 1) { start, stop throws(CounterError) in
        loop.prepare()
        try start()
        loop.run()
        try stop()
      }
      let metrics = counts.metrics(known: .none).filter {
        plan.columns.contains($0.descriptor.key)
      }
      return (plan.group, metrics, counts.events)
    }
  }

  /// All passes of one group over the work.
  private static func counts(
    of plan: Plan, calls: Int,
    work: (
      _ start: () throws(CounterError) -> Void, _ stop: () throws(CounterError) -> Void
    ) throws(CounterError) -> Void
  ) -> GroupCounts {
    var counts = GroupCounts(group: plan.group, outcomes: plan.outcomes)
    for set in plan.sets {
      guard let source = plan.source else { break }
      counts.add(count(set, with: source, calls: calls, work: work))
    }
    return counts
  }

  /// What the group's metrics in FLOPs say about each loop; none where they cannot be counted.
  private static func calibrate(_ plan: Plan, over loops: [FlopLoop]) -> [FlopCalibration] {
    let keys = plan.group.metricDescriptors.filter { $0.unit == .flops }.map(\.key)
    guard !keys.isEmpty, !plan.sets.isEmpty else { return [] }
    return loops.flatMap { loop -> [FlopCalibration] in
      loop.run()
      let counts = counts(of: plan, calls: 1) { start, stop throws(CounterError) in
        try start()
        loop.run()
        try stop()
      }
      return counts.metrics(known: .none).compactMap { metric in
        guard keys.contains(metric.descriptor.key), let value = metric.value else { return nil }
        return FlopCalibration(
          group: plan.group.name, key: metric.descriptor.key, loop: loop.name,
          ratio: value / Double(loop.flops))
      }
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

  /// Drops groups given twice and refuses groups that both define a metric; each with the columns that
  /// no group before it has.
  private static func withoutRepetition(
    _ groups: [CounterGroup]
  ) throws(CounterError) -> [(CounterGroup, columns: Set<String>)] {
    var owners: [String: (group: String, definer: String)] = [:]
    var distinct: [(CounterGroup, columns: Set<String>)] = []
    for group in groups where !distinct.contains(where: { $0.0.name == group.name }) {
      var columns: Set<String> = []
      for key in group.metricDescriptors.map(\.key) {
        let definer = group.metrics.first { $0.descriptor.key == key }?.origin ?? group.name
        guard let owner = owners[key] else {
          owners[key] = (group.name, definer)
          columns.insert(key)
          continue
        }
        guard owner.definer == definer else {
          throw .conflictingMetric(key: key, groups: [owner.group, group.name])
        }
      }
      distinct.append((group, columns))
    }
    return distinct
  }
}
