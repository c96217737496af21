import BenchModel

/// Collects the counts of one group over its passes and turns them into metrics.
struct GroupCounts {
  /// What one pass says about one metric.
  struct Count {
    let key: String
    let event: String
    let isAnchor: Bool
    let value: Double?
    let status: MetricStatus

    init(_ counted: CountedEvent, value: Double?, status: MetricStatus) {
      key = counted.key
      event = counted.event.name
      isAnchor = counted.isAnchor
      self.value = value
      self.status = status
    }
  }

  private let group: CounterGroup
  private let outcomes: [CounterOutcome]
  private var passes: [[Count]] = []

  /// Passes whose anchors' quotient differs by more than this did not see the same work.
  ///
  /// A rule of thumb, not derived: instructions per cycle of repeated warm work differ by less.
  private static let tolerance = 0.02

  init(group: CounterGroup, outcomes: [CounterOutcome]) {
    self.group = group
    self.outcomes = outcomes
  }

  mutating func add(_ pass: [Count]) { passes.append(pass) }

  /// What each event read, in the first pass that read it.
  var events: [String: Double] {
    Dictionary(
      passes.joined().compactMap { count in count.value.map { (count.event, $0) } },
      uniquingKeysWith: { first, _ in first })
  }

  /// Every column of the group, in its order.
  ///
  /// `distrusted` are keys of metrics that a calibration found wrong.
  func metrics(known: KnownQuantities, distrusted: Set<String> = []) -> [Metric] {
    let agree = passesAgree
    var metrics: [String: Metric] = [:]
    func set(_ metric: Metric) {
      let key = metric.descriptor.key
      let isWrong = distrusted.contains(key) && metric.status == .ok
      metrics[key] =
        isWrong
        ? Metric(descriptor: metric.descriptor, value: metric.value, status: .unverified) : metric
    }
    for outcome in outcomes { set(metric(of: outcome, agree: agree)) }
    for derived in group.derived {
      let result = derived.formula.evaluate(in: derived.descriptor.unit) { name in
        if let metric = metrics[name] {
          let unit = metric.descriptor.unit
          return FormulaValue(metric.value.map { $0 * unit.inBaseUnits }, metric.status)
        }
        let quantity = KnownQuantity(rawValue: name).flatMap { known[$0] }
        return FormulaValue(quantity, quantity == nil ? .unsupported : .ok)
      }
      set(Metric(descriptor: derived.descriptor, value: result.value, status: result.status))
    }
    return group.metricDescriptors.map { descriptor in
      metrics[descriptor.key]
        ?? Metric(descriptor: descriptor, value: nil, status: .unsupported)
    }
  }

  /// Whether the quotient of the first two anchors is the same in every pass that has both.
  private var passesAgree: Bool {
    let quotients = passes.compactMap { pass -> Double? in
      let anchors = pass.filter(\.isAnchor).compactMap(\.value)
      guard anchors.count >= 2, anchors[0] > 0 else { return nil }
      return anchors[1] / anchors[0]
    }
    guard let least = quotients.min(), let greatest = quotients.max() else { return true }
    return greatest <= least * (1 + Self.tolerance)
  }

  /// The first pass that has a value for the metric decides; else the first that says why not.
  private func metric(of outcome: CounterOutcome, agree: Bool) -> Metric {
    let descriptor = outcome.metric.descriptor
    if case .absent(let cause) = outcome.resolution {
      return Metric(descriptor: descriptor, value: nil, status: cause.status)
    }
    let counts = passes.joined().filter { $0.key == descriptor.key }
    guard let count = counts.first(where: { $0.value != nil }) ?? counts.first else {
      return Metric(descriptor: descriptor, value: nil, status: .unsupported)
    }
    // Which of the passes is the odd one cannot be known, so none is trusted.
    let status = count.status == .ok && !agree ? .unverified : count.status
    return Metric(descriptor: descriptor, value: count.value, status: status)
  }
}
