import BenchModel

extension CounterGroup {
  /// The group counted by the events of a micro-architecture; columns stay as they are.
  ///
  /// What `table` does not mention keeps the definition's events.
  ///
  /// - Throws: `CounterError.invalidGroup` for a key that the definition does not have, a part that no
  ///   formula names, or a formula in another unit than its metric's.
  func counted(
    by table: EventTable, of machine: MicroArchitecture
  ) throws(CounterError) -> CounterGroup {
    var metrics = metrics
    let formulaNames = Set(table.formulas.flatMap(\.formula.names))
    for count in table.counts {
      if let index = metrics.firstIndex(where: { $0.descriptor.key == count.key }) {
        try requireOwn(metrics[index], at: count.position)
        metrics[index] = metrics[index].with(
          events: count.events, mayBeZero: count.mayBeZero || metrics[index].mayBeZero)
      } else {
        guard MetricText.isName(count.key, separator: "_"), formulaNames.contains(count.key),
          KnownQuantity(rawValue: count.key) == nil
        else {
          throw .invalidGroup(
            count.position,
            problem: "'\(count.key)' is no metric of group \(name) and in no formula here")
        }
        metrics.append(
          CounterMetric(
            descriptor: MetricDescriptor(
              key: count.key, unit: .count, summary: "a part of group \(name)"),
            kind: source == "papi" ? .hardware : .software, events: count.events,
            isColumn: false, mayBeZero: count.mayBeZero))
      }
    }
    let computed = try computed(by: table, from: &metrics)
    return CounterGroup(
      name: name, summary: summary, notes: notes + table.notes, source: source, metrics: metrics,
      derived: computed + derived, microArchitecture: machine.id,
      metricDescriptors: metricDescriptors)
  }

  /// Moves the metrics that `table` has formulas for from what is counted to what is computed.
  private func computed(
    by table: EventTable, from metrics: inout [CounterMetric]
  ) throws(CounterError) -> [DerivedMetric] {
    var targets: [(metric: CounterMetric, formula: EventTable.MachineFormula)] = []
    for entry in table.formulas {
      guard let index = metrics.firstIndex(where: { $0.descriptor.key == entry.key }) else {
        throw .invalidGroup(
          entry.position, problem: "'\(entry.key)' is no metric of group \(name)")
      }
      try requireOwn(metrics[index], at: entry.position)
      targets.append((metrics.remove(at: index), entry))
    }
    var units = Dictionary(
      uniqueKeysWithValues: metrics.map { ($0.descriptor.key, $0.descriptor.unit.dimension) })
    var computed: [DerivedMetric] = []
    for (metric, entry) in targets {
      try entry.formula.check(unit: metric.descriptor.unit) {
        units[$0] ?? KnownQuantity(rawValue: $0)?.dimension
      }
      units[metric.descriptor.key] = metric.descriptor.unit.dimension
      computed.append(DerivedMetric(descriptor: metric.descriptor, formula: entry.formula))
    }
    return computed
  }

  private func requireOwn(
    _ metric: CounterMetric, at position: TextPosition
  ) throws(CounterError) {
    guard let origin = metric.origin else { return }
    throw .invalidGroup(
      position, problem: "events of \(metric.descriptor.key) belong to group \(origin)")
  }
}
