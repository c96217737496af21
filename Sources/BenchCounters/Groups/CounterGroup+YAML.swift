import BenchModel
import Yams

extension CounterGroup {
  /// Reads the text of a group; `file` is named in errors.
  package init(yaml: String, file: String) throws(CounterError) {
    let root = try YAMLMapping(
      YAMLMapping.root(of: yaml, file: file), file: file, what: "a counter group",
      fields: ["name", "summary", "source", "metrics", "derived"])
    name = try root.text("name")
    guard Self.isName(name, separator: "-") else {
      throw root.error("'\(name)' is no group name: use a-z, 0-9 and '-'", of: "name")
    }
    summary = try root.text("summary")
    let source = try root.optionalText("source") ?? "papi"
    self.source = source
    var keys: Set<String> = []
    var metrics: [CounterMetric] = []
    for node in try root.list("metrics") {
      metrics.append(try Self.metric(node, file: file, source: source, keys: &keys))
    }
    guard !metrics.isEmpty else { throw root.error("'metrics' must list a metric", of: "metrics") }
    let counted = keys
    var derived: [DerivedMetric] = []
    for node in try root.list("derived") {
      derived.append(
        try Self.quotient(node, file: file, source: source, counted: counted, keys: &keys))
    }
    self.metrics = metrics
    self.derived = derived
  }

  private static func metric(
    _ node: Node, file: String, source: String, keys: inout Set<String>
  ) throws(CounterError) -> CounterMetric {
    let fields = try YAMLMapping(
      node, file: file, what: "a metric",
      fields: ["key", "unit", "kind", "summary", "events", "anchor"])
    let descriptor = try descriptor(fields, source: source, keys: &keys)
    var events: [String] = []
    for node in try fields.list("events") {
      guard let event = node.scalar?.string, !event.isEmpty, !events.contains(event) else {
        throw fields.error("an event must be a name, given once", at: node)
      }
      events.append(event)
    }
    guard !events.isEmpty else {
      throw fields.error("'events' must list an event of metric \(descriptor.key)", of: "events")
    }
    return CounterMetric(
      descriptor: descriptor, kind: try fields.choice("kind"), events: events,
      isAnchor: try fields.flag("anchor"))
  }

  private static func quotient(
    _ node: Node, file: String, source: String, counted: Set<String>, keys: inout Set<String>
  ) throws(CounterError) -> DerivedMetric {
    let fields = try YAMLMapping(
      node, file: file, what: "a derived metric",
      fields: ["key", "unit", "summary", "numerator", "denominator"])
    let descriptor = try descriptor(fields, source: source, keys: &keys)
    for field in ["numerator", "denominator"] {
      let key = try fields.text(field)
      guard counted.contains(key) else {
        throw fields.error("'\(key)' is no counted metric of this group", of: field)
      }
    }
    return DerivedMetric(
      descriptor: descriptor, numerator: try fields.text("numerator"),
      denominator: try fields.text("denominator"))
  }

  private static func descriptor(
    _ fields: YAMLMapping, source: String, keys: inout Set<String>
  ) throws(CounterError) -> MetricDescriptor {
    let key = try fields.text("key")
    guard isName(key, separator: "_"), key.hasPrefix(source + "_") else {
      throw fields.error(
        "'\(key)' is no metric key: use a-z, 0-9 and '_', beginning with '\(source)_'", of: "key")
    }
    let text = try fields.text("unit")
    guard let unit = MetricUnit(rawValue: text) else {
      throw fields.error("'\(text)' is no unit; common ones: ns, bytes, count, ratio", of: "unit")
    }
    guard unit == .count || unit == .ratio || key.hasSuffix("_" + unit.rawValue) else {
      throw fields.error("the key of a metric in \(text) must end in '_\(text)'", of: "key")
    }
    guard keys.insert(key).inserted else {
      throw fields.error("metric \(key) is defined twice", of: "key")
    }
    return MetricDescriptor(key: key, unit: unit, summary: try fields.text("summary"))
  }

  private static func isName(_ text: String, separator: Character) -> Bool {
    text.first?.isLetter == true
      && text.allSatisfy { "abcdefghijklmnopqrstuvwxyz0123456789".contains($0) || $0 == separator }
  }
}
