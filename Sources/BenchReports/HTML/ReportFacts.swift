import BenchRecords
import Foundation

/// The environment of a run as names and values.
enum ReportFacts {
  /// Long lists that the table of cases and the command already show.
  private static let leftOut: Set<String> = ["cases", "parts", "command_line"]

  static func table(_ environment: RunEnvironment) -> HTMLTable {
    let facts: [(name: String, value: String)]
    do {
      facts = try JSONDecoder().decode(JSONValue.self, from: Data(environment.json.utf8))
        .facts(leftOut: leftOut)
    } catch {
      preconditionFailure("what was written as JSON reads as JSON: \(error)")
    }
    return HTMLTable(
      caption: "environment.json",
      columns: [.init(title: "name"), .init(title: "value")],
      rows: facts.map { [.init(text: $0.name), .init(text: $0.value)] },
      isSortable: false)
  }
}

/// Any JSON, so that fields of other versions are shown as well.
private indirect enum JSONValue: Decodable {
  case text(String)
  case list([JSONValue])
  case members([String: JSONValue])
  case null

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    // Each failure only says that the next kind is to be tried; the last one throws.
    if container.decodeNil() {
      self = .null
    } else if let flag = try? container.decode(Bool.self) {
      self = .text("\(flag)")
    } else if let integer = try? container.decode(Int.self) {
      self = .text("\(integer)")
    } else if let number = try? container.decode(Double.self) {
      self = .text("\(number)")
    } else if let text = try? container.decode(String.self) {
      self = .text(text)
    } else if let list = try? container.decode([JSONValue].self) {
      self = .list(list)
    } else {
      self = .members(try container.decode([String: JSONValue].self))
    }
  }

  /// Names with dots and their values, sorted by name within each object.
  func facts(_ name: String = "", leftOut: Set<String> = []) -> [(name: String, value: String)] {
    func inside(_ key: String) -> String { name.isEmpty ? key : "\(name).\(key)" }
    switch self {
    case .null: return []
    case .text(let text): return [(name, text)]
    case .list(let values):
      let texts = values.compactMap { if case .text(let text) = $0 { text } else { nil } }
      if texts.count == values.count { return [(name, texts.joined(separator: ", "))] }
      return values.enumerated().flatMap { $1.facts(inside("\($0)")) }
    case .members(let members):
      return members.filter { !leftOut.contains($0.key) }.sorted { $0.key < $1.key }
        .flatMap { $1.facts(inside($0)) }
    }
  }
}
