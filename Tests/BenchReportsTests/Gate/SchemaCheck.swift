import Foundation

/// A check of JSON against the few keywords of JSON Schema that the committed schema uses.
///
/// Keywords that it does not know are a complaint, so that the schema cannot outgrow it unnoticed.
struct SchemaCheck {
  private let root: [String: Any]

  init(_ schema: Data) throws {
    root = try JSONSerialization.jsonObject(with: schema) as? [String: Any] ?? [:]
  }

  /// What is wrong with `document`, one line each.
  func complaints(_ document: Data) throws -> [String] {
    let value = try JSONSerialization.jsonObject(with: document, options: .fragmentsAllowed)
    return check(value, root, at: "$")
  }

  private static let silent: Set<String> = ["$schema", "$id", "$defs", "title", "description"]

  private func check(_ value: Any, _ schema: [String: Any], at path: String) -> [String] {
    schema.keys.sorted().flatMap { keyword -> [String] in
      if Self.silent.contains(keyword) { return [] }
      return check(value, keyword, schema, at: path)
    }
  }

  private func check(
    _ value: Any, _ keyword: String, _ schema: [String: Any], at path: String
  ) -> [String] {
    let object = value as? [String: Any]
    let rule = schema[keyword]
    switch keyword {
    case "$ref":
      let name = (rule as? String)?.split(separator: "/").last.map(String.init) ?? ""
      let definitions = root["$defs"] as? [String: [String: Any]]
      return definitions?[name].map { check(value, $0, at: path) } ?? ["\(path): no \(name)"]
    case "const": return isEqual(value, rule) ? [] : ["\(path): not \(rule ?? "")"]
    case "enum":
      let values = rule as? [Any] ?? []
      return values.contains { isEqual(value, $0) } ? [] : ["\(path): \(value) is not listed"]
    case "type":
      let names = rule as? [String] ?? [rule as? String ?? ""]
      return names.contains { isOfType(value, $0) } ? [] : ["\(path): not \(names)"]
    case "pattern":
      guard let text = value as? String, let pattern = rule as? String else { return [] }
      return text.range(of: pattern, options: .regularExpression) == nil
        ? ["\(path): '\(text)' does not match"] : []
    case "required":
      return (rule as? [String] ?? []).filter { object != nil && object?[$0] == nil }
        .map { "\(path): lacks \($0)" }
    case "properties":
      let properties = rule as? [String: [String: Any]] ?? [:]
      return properties.sorted { $0.key < $1.key }.flatMap { name, inner in
        (object?[name]).map { check($0, inner, at: "\(path).\(name)") } ?? []
      }
    case "additionalProperties":
      let known = (schema["properties"] as? [String: Any] ?? [:]).keys
      let others = (object ?? [:]).filter { !known.contains($0.key) }
      guard let inner = rule as? [String: Any] else {
        return others.keys.map { "\(path): \($0) is unknown" }
      }
      return others.flatMap { check($0.value, inner, at: "\(path).\($0.key)") }
    case "propertyNames":
      let inner = rule as? [String: Any] ?? [:]
      return (object ?? [:]).keys.flatMap { check($0, inner, at: "\(path) name") }
    case "items":
      let inner = rule as? [String: Any] ?? [:]
      return (value as? [Any] ?? []).enumerated()
        .flatMap { check($0.element, inner, at: "\(path)[\($0.offset)]") }
    default: return ["\(path): the check does not know \(keyword)"]
    }
  }

  private func isEqual(_ value: Any, _ other: Any?) -> Bool {
    (value as? NSObject).map { $0.isEqual(other) } ?? false
  }

  private func isOfType(_ value: Any, _ name: String) -> Bool {
    switch name {
    case "object": value is [String: Any]
    case "array": value is [Any]
    case "string": value is String
    case "null": value is NSNull
    case "number": value is NSNumber && !(value is String)
    default: false
    }
  }
}
