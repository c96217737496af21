import BenchModel
import ConvModel
import Yams

/// A value of a suite or network file with its place, so that every complaint names line and column.
struct SuiteField {
  let file: String
  let node: Node

  /// The root of a document; syntax errors get their place too.
  static func root(
    of yaml: String, file: String, what: String = "suite"
  ) throws(SuiteError) -> SuiteField {
    do {
      guard let root = try compose(yaml: yaml) else {
        throw SuiteError.invalid(file: file, line: 1, column: 1, problem: "the \(what) is empty")
      }
      return SuiteField(file: file, node: root)
    } catch let error as SuiteError {
      throw error
    } catch let error as YamlError {
      throw syntaxError(error, file: file)
    } catch {
      throw .unreadable(file: file, reason: "\(error)")
    }
  }

  /// A complaint about this value.
  func error(_ problem: String) -> SuiteError {
    Self.error(problem, at: node.mark, file: file)
  }

  /// The fields of a mapping; names outside `known` are refused.
  func fields(of what: String, known: [String]) throws(SuiteError) -> [String: SuiteField] {
    let names = known.joined(separator: ", ")
    var result: [String: SuiteField] = [:]
    for (key, value) in try pairs("\(what) must be a mapping of fields: \(names)") {
      let name = key.node.string ?? ""
      guard known.contains(name) else {
        throw key.error("unknown field '\(name)'; \(what) has \(names)")
      }
      result[name] = value
    }
    return result
  }

  /// The keys and values of a mapping, in order; otherwise throws `complaint`.
  func pairs(
    _ complaint: String
  ) throws(SuiteError) -> [(key: SuiteField, value: SuiteField)] {
    guard let mapping = node.mapping else { throw error(complaint) }
    return mapping.map { key, value in
      (SuiteField(file: file, node: key), SuiteField(file: file, node: value))
    }
  }

  /// One line of text.
  func text(_ what: String) throws(SuiteError) -> String {
    guard let text = node.scalar?.string, !text.isEmpty, !text.contains("\n") else {
      throw error("\(what) must be one line of text")
    }
    return text
  }

  /// The elements of a list that is not empty.
  func list(_ what: String) throws(SuiteError) -> [SuiteField] {
    guard let sequence = node.sequence, !sequence.isEmpty else {
      throw error("\(what) must be a list such as [a, b]")
    }
    return sequence.map { SuiteField(file: file, node: $0) }
  }

  /// A value that `read` takes; otherwise the complaint says what was expected.
  func value<Value>(
    _ what: String, _ grammar: String, _ read: (String) -> Value?
  ) throws(SuiteError) -> Value {
    guard let text = node.scalar?.string, let value = read(text) else {
      throw error("\(what) '\(node.scalar?.string ?? "…")': expected \(grammar)")
    }
    return value
  }

  /// One of `known`.
  func name(_ what: String, among known: [String]) throws(SuiteError) -> String {
    let name = try text(what)
    guard known.contains(name) else {
      let near = nearestNames(to: name, among: known).joined(separator: ", ")
      throw error("unknown \(what) '\(name)'; nearest: \(near)")
    }
    return name
  }

  private static func syntaxError(_ error: YamlError, file: String) -> SuiteError {
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      Self.error("not YAML: \(problem)", at: mark, file: file)
    case .duplicatedKeysInMapping(let duplicates, let context):
      Self.error(
        "field given twice: \(duplicates.sorted().joined(separator: ", "))", at: context.mark,
        file: file)
    default: .unreadable(file: file, reason: OneLine.text("not YAML: \(error)", limit: 600))
    }
  }

  private static func error(_ problem: String, at mark: Mark?, file: String) -> SuiteError {
    .invalid(
      file: file, line: mark?.line ?? 1, column: mark?.column ?? 1,
      problem: OneLine.text(problem, limit: 600))
  }
}
