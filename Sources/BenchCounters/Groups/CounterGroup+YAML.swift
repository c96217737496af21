import BenchModel
import Yams

extension CounterGroup {
  /// Reads the text of a definition; `file` is named in errors.
  ///
  /// `sibling` finds the groups whose metrics this one uses.
  package init(
    yaml: String, file: String,
    sibling: (String) throws(CounterError) -> CounterGroup? = { _ in nil }
  ) throws(CounterError) {
    let root = try YAMLMapping(
      YAMLMapping.root(of: yaml, file: file), file: file, what: "a counter group",
      fields: ["name", "summary", "notes", "source", "uses", "metrics", "derived"])
    let name = try root.text("name")
    guard MetricText.isName(name, separator: "-") else {
      throw root.error("'\(name)' is no group name: use a-z, 0-9 and '-'", of: "name")
    }
    let source = try root.optionalText("source") ?? "papi"
    var keys: Set<String> = []
    var metrics = try Self.used(root, sibling: sibling, keys: &keys)
    let used = metrics.count
    for node in try root.list("metrics") {
      metrics.append(try Self.metric(node, file: file, source: source, keys: &keys))
    }
    guard metrics.count > used else {
      throw root.error("'metrics' must list a metric", of: "metrics")
    }
    var units = Dictionary(
      uniqueKeysWithValues: metrics.map { ($0.descriptor.key, $0.descriptor.unit.dimension) })
    var derived: [DerivedMetric] = []
    for node in try root.list("derived") {
      let metric = try Self.derived(node, file: file, source: source, units: units, keys: &keys)
      units[metric.descriptor.key] = metric.descriptor.unit.dimension
      derived.append(metric)
    }
    self.init(
      name: name, summary: try root.text("summary"),
      notes: try root.optionalText("notes").map { [$0] } ?? [], source: source, metrics: metrics,
      derived: derived)
  }

  /// The metrics of other groups: `uses: {hardware: [papi_cycles]}`.
  private static func used(
    _ root: YAMLMapping, sibling: (String) throws(CounterError) -> CounterGroup?,
    keys: inout Set<String>
  ) throws(CounterError) -> [CounterMetric] {
    var metrics: [CounterMetric] = []
    for (name, node) in try root.pairs("uses") {
      guard let group = try sibling(name) else {
        throw root.error("there is no counter group '\(name)' to use", at: node)
      }
      for item in try root.sequence(node, field: "uses") {
        let key = item.scalar?.string ?? ""
        let metric = group.metrics.first { $0.descriptor.key == key && $0.isColumn }
        guard let metric, keys.insert(key).inserted else {
          throw root.error(
            "'\(key)' is no counted metric of group \(name), or is named twice", at: item)
        }
        metrics.append(metric.used(from: name))
      }
    }
    return metrics
  }

  private static func metric(
    _ node: Node, file: String, source: String, keys: inout Set<String>
  ) throws(CounterError) -> CounterMetric {
    let fields = try YAMLMapping(
      node, file: file, what: "a metric",
      fields: ["key", "unit", "kind", "summary", "events", "anchor", "mayBeZero"])
    let descriptor = try descriptor(fields, source: source, keys: &keys)
    let events = try fields.eventNames(try fields.list("events"))
    guard !events.isEmpty || !fields.has("events") else {
      throw fields.error("'events' must list an event of metric \(descriptor.key)", of: "events")
    }
    return CounterMetric(
      descriptor: descriptor, kind: try fields.choice("kind"), events: events,
      isAnchor: try fields.flag("anchor"), mayBeZero: try fields.flag("mayBeZero"))
  }

  private static func derived(
    _ node: Node, file: String, source: String, units: [String: Dimension],
    keys: inout Set<String>
  ) throws(CounterError) -> DerivedMetric {
    let fields = try YAMLMapping(
      node, file: file, what: "a derived metric", fields: ["key", "unit", "summary", "formula"])
    let descriptor = try descriptor(fields, source: source, keys: &keys)
    let formula = try Formula(fields.text("formula"), at: fields.textPosition(of: "formula"))
    try formula.check(unit: descriptor.unit) {
      units[$0] ?? KnownQuantity(rawValue: $0)?.dimension
    }
    return DerivedMetric(descriptor: descriptor, formula: formula)
  }

  private static func descriptor(
    _ fields: YAMLMapping, source: String, keys: inout Set<String>
  ) throws(CounterError) -> MetricDescriptor {
    let key = try fields.text("key")
    guard MetricText.isName(key, separator: "_"), key.hasPrefix(source + "_") else {
      throw fields.error(
        "'\(key)' is no metric key: use a-z, 0-9 and '_', beginning with '\(source)_'", of: "key")
    }
    let text = try fields.text("unit")
    guard let unit = MetricUnit(rawValue: text) else {
      let known = MetricUnit.allCases.map(\.rawValue).joined(separator: ", ")
      throw fields.error("'\(text)' is no unit; one of: \(known)", of: "unit")
    }
    guard unit == .count || unit == .ratio || key.hasSuffix("_" + unit.rawValue) else {
      throw fields.error("the key of a metric in \(text) must end in '_\(text)'", of: "key")
    }
    guard keys.insert(key).inserted else {
      throw fields.error("metric \(key) is defined twice", of: "key")
    }
    return MetricDescriptor(key: key, unit: unit, summary: try fields.text("summary"))
  }
}

/// The spelling of names in group files.
enum MetricText {
  static func isName(_ text: String, separator: Character) -> Bool {
    text.first?.isLetter == true
      && text.allSatisfy { "abcdefghijklmnopqrstuvwxyz0123456789".contains($0) || $0 == separator }
  }
}
