import Yams

/// What one micro-architecture counts a group by: the text of one file in its folder.
struct EventTable {
  /// Another micro-architecture whose table fills in what this one leaves out.
  let extends: String?
  private(set) var notes: [String]
  private(set) var counts: [Count]
  private(set) var formulas: [MachineFormula]

  /// The events of a metric of the group, or of a part of a formula.
  struct Count {
    let key: String
    let events: [String]
    let mayBeZero: Bool
    let position: TextPosition
  }

  /// How a metric of the group is computed where no single event counts it.
  struct MachineFormula {
    let key: String
    let formula: Formula
    let position: TextPosition
  }

  init(yaml: String, file: String) throws(CounterError) {
    let root = try YAMLMapping(
      YAMLMapping.root(of: yaml, file: file), file: file, what: "an event table",
      fields: ["extends", "notes", "counts", "formulas"])
    extends = try root.optionalText("extends")
    notes = try root.optionalText("notes").map { [$0] } ?? []
    counts = []
    formulas = []
    for (key, node) in try root.pairs("counts") {
      counts.append(try Self.count(key, node, file: file, root))
    }
    for (key, _) in try root.pairs("formulas") {
      let fields = try root.mapping("formulas")
      formulas.append(
        MachineFormula(
          key: key,
          formula: try Formula(fields.text(key), at: fields.textPosition(of: key)),
          position: fields.position(of: key)))
    }
  }

  private static func count(
    _ key: String, _ node: Node, file: String, _ root: YAMLMapping
  ) throws(CounterError) -> Count {
    let position = root.position(of: node)
    guard node.mapping != nil else {
      let events = try root.eventNames(try root.sequence(node, field: key))
      return Count(key: key, events: events, mayBeZero: false, position: position)
    }
    let fields = try YAMLMapping(
      node, file: file, what: "a count", fields: ["events", "mayBeZero"])
    return Count(
      key: key, events: try fields.eventNames(try fields.list("events")),
      mayBeZero: try fields.flag("mayBeZero"), position: position)
  }

  /// This table, with what `base` says about everything else.
  func filled(from base: EventTable) -> EventTable {
    let keys = Set(counts.map(\.key) + formulas.map(\.key))
    var filled = self
    // Parts that only a replaced formula named would be left over.
    filled.formulas += base.formulas.filter { !keys.contains($0.key) }
    let named = Set(filled.formulas.flatMap(\.formula.names))
    filled.counts += base.counts.filter { count in
      !keys.contains(count.key) && (named.contains(count.key) || !base.isPart(count.key))
    }
    filled.notes += base.notes
    return filled
  }

  /// Whether a formula of this table names the count.
  private func isPart(_ key: String) -> Bool {
    formulas.contains { $0.formula.names.contains(key) }
  }
}
