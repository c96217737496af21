/// A number of channels in terms of the stage's width, such as `4*C`, `C/2`, `dw*C` or `classes`.
///
/// Factors and divisors are numbers or names; the product is exact and truncated once, at the end.
package struct ChannelExpression: Hashable, Sendable {
  private enum Term: Hashable {
    case number(Ratio)
    case name(String)
  }

  private struct Part: Hashable {
    let term: Term
    let divides: Bool
  }

  private let parts: [Part]

  /// What an expression looks like, for messages.
  package static let grammar = "numbers and names joined by * and /, such as 4*C or C/2"

  /// The width of the stage.
  package static let width = "C"
  /// The number of classes.
  package static let classes = "classes"

  /// Reads an expression; `nil` where it is none.
  package init?(_ text: String) {
    var parts: [Part] = []
    var divides = false
    var rest = text.filter { $0 != " " }[...]
    while true {
      let end = rest.firstIndex { $0 == "*" || $0 == "/" } ?? rest.endIndex
      let word = String(rest[..<end])
      if let number = Ratio(word) {
        parts.append(Part(term: .number(number), divides: divides))
      } else if Self.isName(word) {
        parts.append(Part(term: .name(word), divides: divides))
      } else {
        return nil
      }
      guard end < rest.endIndex else { break }
      divides = rest[end] == "/"
      rest = rest[rest.index(after: end)...]
    }
    self.parts = parts
  }

  /// Whether `word` can stand for a number: letters only.
  package static func isName(_ word: String) -> Bool {
    !word.isEmpty && word.utf8.allSatisfy { (97...122).contains($0 | 0x20) }
  }

  /// The names that the expression uses, in order.
  package var names: [String] {
    parts.compactMap { part in
      if case .name(let name) = part.term { name } else { nil }
    }
  }

  /// The value with `names` filled in.
  ///
  /// - Throws: `NetworkError.unknownName`, or `channels` when the value is outside the limits.
  package func value(_ names: [String: Ratio]) throws(NetworkError) -> Int {
    var (numerator, denominator) = (1, 1)
    var overflowed = false
    func multiply(_ number: inout Int, by factor: Int) {
      let (product, overflow) = number.multipliedReportingOverflow(by: factor)
      if overflow { overflowed = true } else { number = product }
    }
    for part in parts {
      let ratio: Ratio
      switch part.term {
      case .number(let number): ratio = number
      case .name(let name):
        guard let value = names[name] else {
          throw .unknownName(name, known: names.keys.sorted())
        }
        ratio = value
      }
      multiply(&numerator, by: part.divides ? ratio.denominator : ratio.numerator)
      multiply(&denominator, by: part.divides ? ratio.numerator : ratio.denominator)
    }
    let value = numerator / denominator
    guard !overflowed, (1...NetworkLimits.channels).contains(value) else {
      throw .channels(expression: description, value: overflowed ? nil : value)
    }
    return value
  }
}

extension ChannelExpression: CustomStringConvertible {
  package var description: String {
    var text = ""
    for part in parts {
      if !text.isEmpty { text += part.divides ? "/" : "*" }
      switch part.term {
      case .number(let number): text += number.description
      case .name(let name): text += name
      }
    }
    return text
  }
}
