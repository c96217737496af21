import BenchModel
import Yams

/// A mapping of a counter-group file, whose fields are asked for one by one.
///
/// Every complaint names file, line and column.
struct YAMLMapping {
  let file: String
  private let node: Node
  private let mapping: Node.Mapping

  /// Throws when `node` is no mapping or has a field that is not in `fields`.
  init(_ node: Node, file: String, what: String, fields: [String]) throws(CounterError) {
    self.file = file
    self.node = node
    guard let mapping = node.mapping else {
      throw Self.error(node, file, "\(what) must be a mapping of fields")
    }
    self.mapping = mapping
    for (key, _) in mapping {
      let name = key.string ?? ""
      guard fields.contains(name) else {
        throw Self.error(
          key, file, "unknown field '\(name)'; \(what) has: \(fields.joined(separator: ", "))")
      }
    }
  }

  /// The root of a document; syntax errors get their position too.
  static func root(of yaml: String, file: String) throws(CounterError) -> Node {
    let root: Node?
    do {
      root = try compose(yaml: yaml)
    } catch let error as YamlError {
      throw Self.error(error, file)
    } catch {
      throw .unreadableGroup(path: file, problem: "\(error)")
    }
    guard let root else {
      throw .invalidGroup(
        TextPosition(file: file, line: 1, column: 1), problem: "the counter group is empty")
    }
    return root
  }

  func text(_ field: String) throws(CounterError) -> String {
    guard let text = try optionalText(field) else { throw error("'\(field)' is missing") }
    return text
  }

  func optionalText(_ field: String) throws(CounterError) -> String? {
    guard let value = mapping[field] else { return nil }
    guard let text = value.scalar?.string, !text.isEmpty, !text.contains("\n") else {
      throw error("'\(field)' must be one line of text", at: value)
    }
    return text
  }

  func flag(_ field: String) throws(CounterError) -> Bool {
    guard let value = mapping[field] else { return false }
    guard let flag = value.bool else { throw error("'\(field)' must be true or false", at: value) }
    return flag
  }

  /// A text field that must be one of a type's names.
  func choice<Choice: RawRepresentable & CaseIterable>(
    _ field: String
  ) throws(CounterError) -> Choice where Choice.RawValue == String {
    let text = try text(field)
    guard let choice = Choice(rawValue: text) else {
      let known = Choice.allCases.map(\.rawValue).joined(separator: ", ")
      throw error("'\(text)' is no \(field); one of: \(known)", of: field)
    }
    return choice
  }

  /// The elements of a list; empty where the field is missing.
  func list(_ field: String) throws(CounterError) -> [Node] {
    guard let value = mapping[field] else { return [] }
    guard let sequence = value.sequence else { throw error("'\(field)' must be a list", at: value) }
    return Array(sequence)
  }

  func has(_ field: String) -> Bool { mapping[field] != nil }

  /// The entries of a field that is a mapping, in their order; empty where the field is missing.
  func pairs(_ field: String) throws(CounterError) -> [(key: String, value: Node)] {
    guard let value = mapping[field] else { return [] }
    guard let entries = value.mapping else {
      throw error("'\(field)' must be a mapping of fields", at: value)
    }
    var pairs: [(key: String, value: Node)] = []
    for (key, value) in entries {
      guard let name = key.scalar?.string else {
        throw error("a name in '\(field)' must be text", at: key)
      }
      pairs.append((name, value))
    }
    return pairs
  }

  /// A field that is a mapping, whatever its names; its own fields can be asked for.
  func mapping(_ field: String) throws(CounterError) -> YAMLMapping {
    guard let value = mapping[field] else { throw error("'\(field)' is missing") }
    return try YAMLMapping(
      value, file: file, what: field, fields: try pairs(field).map(\.key))
  }

  func sequence(_ node: Node, field: String) throws(CounterError) -> [Node] {
    guard let sequence = node.sequence else { throw error("'\(field)' must be a list", at: node) }
    return Array(sequence)
  }

  /// Names of events, each once.
  func eventNames(_ nodes: [Node]) throws(CounterError) -> [String] {
    var events: [String] = []
    for node in nodes {
      guard let event = node.scalar?.string, !event.isEmpty, !events.contains(event) else {
        throw error("an event must be a name, given once", at: node)
      }
      events.append(event)
    }
    return events
  }

  func position(of node: Node) -> TextPosition { Self.position(node.mark, file) }

  func position(of field: String) -> TextPosition { position(of: mapping[field] ?? node) }

  /// Where the text of a field begins, behind a quotation mark.
  func textPosition(of field: String) -> TextPosition {
    let style = mapping[field]?.scalar?.style
    let isQuoted = style == .singleQuoted || style == .doubleQuoted
    return position(of: field).advanced(by: isQuoted ? 1 : 0)
  }

  /// A complaint about `field`, or about the mapping where the field is missing.
  func error(_ problem: String, of field: String) -> CounterError {
    error(problem, at: mapping[field])
  }

  func error(_ problem: String, at node: Node? = nil) -> CounterError {
    Self.error(node ?? self.node, file, problem)
  }

  private static func error(_ node: Node, _ file: String, _ problem: String) -> CounterError {
    .invalidGroup(position(node.mark, file), problem: OneLine.text(problem, limit: 400))
  }

  private static func error(_ error: YamlError, _ file: String) -> CounterError {
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      .invalidGroup(position(mark, file), problem: "not YAML: \(problem)")
    case .duplicatedKeysInMapping(let duplicates, let context):
      .invalidGroup(
        position(context.mark, file),
        problem: OneLine.text(
          "field given twice: \(duplicates.sorted().joined(separator: ", "))", limit: 400))
    default:
      .unreadableGroup(path: file, problem: OneLine.text("not YAML: \(error)", limit: 400))
    }
  }

  private static func position(_ mark: Mark?, _ file: String) -> TextPosition {
    TextPosition(file: file, line: mark?.line ?? 1, column: mark?.column ?? 1)
  }
}
