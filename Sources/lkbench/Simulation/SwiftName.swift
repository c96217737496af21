import CShims
import Foundation

/// Names of functions as people write them.
enum SwiftName {
  /// `ConvKernelsAVX2.accumulateTile3` for a mangled Swift symbol; other symbols as they are.
  static func readable(_ symbol: String) -> String {
    demangled(symbol).map(shortened) ?? symbol
  }

  /// The demangled symbol; `nil` where it is none of Swift's.
  static func demangled(_ symbol: String) -> String? {
    guard symbol.hasPrefix("$s") || symbol.hasPrefix("$S"),
      let text = swift_demangle(symbol, symbol.utf8.count, nil, nil, 0)
    else { return nil }
    defer { free(text) }
    return String(cString: text)
  }

  /// Module, types and base name of a demangled function, without specialisations, labels and types.
  static func shortened(_ demangled: String) -> String {
    var text = Substring(demangled)
    while let rest = inner(text) { text = rest }
    for word in ["merged ", "static ", "dispatch thunk of "] where text.hasPrefix(word) {
      text = text.dropFirst(word.count)
    }
    if let closure = closure(text) { return closure }
    if text.hasPrefix("protocol witness for "), let end = text.firstRange(of: " in conformance ") {
      text = text[..<end.lowerBound].dropFirst("protocol witness for ".count)
    }
    let name = baseName(withoutDiscriminators(text))
    return name.isEmpty ? demangled : name
  }

  /// What `generic specialization <…> of X` and the like specialise.
  private static func inner(_ text: Substring) -> Substring? {
    guard let kind = text.firstRange(of: " specialization <"),
      !text[..<kind.lowerBound].contains(where: { $0 == "(" || $0 == "." }),
      let end = text.firstRange(of: "> of ")
    else { return nil }
    // Nested specialisations have ends of their own: the last one that leaves balanced brackets.
    var depth = 0
    for index in text[kind.lowerBound...].indices {
      if text[index] == "<" { depth += 1 }
      if text[index] == ">", !text[..<index].hasSuffix("-") { depth -= 1 }
      if depth == 0, text[index...].hasPrefix("> of ") { return text[index...].dropFirst(5) }
    }
    return text[end.upperBound...]
  }

  /// `closure #1 in X` of `closure #1 (A) -> B in X(…)`.
  private static func closure(_ text: Substring) -> String? {
    guard text.hasPrefix("closure #") || text.hasPrefix("implicit closure #") else { return nil }
    let number = text.prefix { $0 != "(" }.trimmingCharacters(in: .whitespaces)
    guard let last = text.ranges(of: " in ").last(where: { !text[$0.upperBound...].hasPrefix("_") })
    else { return number }
    return "\(number) in \(shortened(String(text[last.upperBound...])))"
  }

  /// `(Name in _8216B7…)` as `Name`.
  private static func withoutDiscriminators(_ text: Substring) -> String {
    String(text).replacing(/\((\w+) in _[0-9A-F]+\)/) { String($0.output.1) }
      .replacing(/\(extension in \w+\):/, with: "")
  }

  /// Up to the arguments or the type, without generic arguments.
  private static func baseName(_ text: String) -> String {
    var name = ""
    var depth = 0
    for character in text {
      switch character {
      case "<": depth += 1
      case ">": depth -= 1
      case "(" where depth == 0: return name
      case " " where depth == 0: return name
      default: if depth == 0 { name.append(character) }
      }
    }
    return name
  }
}
