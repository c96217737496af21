/// Reads a formula by recursive descent: sums of products of factors.
struct FormulaParser {
  private let characters: [Character]
  private var offset = 0
  private var depth = 0

  /// Parentheses and signs inside each other; a formula needs few.
  private static let mostDepth = 32

  init(_ text: String) { characters = Array(text) }

  /// The whole text.
  mutating func parse() throws(FormulaProblem) -> FormulaNode {
    let sum = try sum()
    skipSpace()
    guard offset == characters.count else { throw unexpected("an operator or the end") }
    return sum
  }

  private mutating func sum() throws(FormulaProblem) -> FormulaNode {
    var left = try product()
    while let (sign, place) = take([.plus, .minus]) {
      left = .operation(sign, left, try product(), offset: place)
    }
    return left
  }

  private mutating func product() throws(FormulaProblem) -> FormulaNode {
    var left = try factor()
    while let (sign, place) = take([.times, .over]) {
      left = .operation(sign, left, try factor(), offset: place)
    }
    return left
  }

  private mutating func factor() throws(FormulaProblem) -> FormulaNode {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.mostDepth else {
      throw FormulaProblem(offset: offset, problem: "the formula is nested too deeply")
    }
    if let (_, place) = take([.minus]) {
      return .operation(.times, .number(-1), try factor(), offset: place)
    }
    skipSpace()
    guard offset < characters.count else { throw unexpected("a number, a name or '('") }
    if characters[offset] == "(" {
      offset += 1
      let inside = try sum()
      skipSpace()
      guard offset < characters.count, characters[offset] == ")" else { throw unexpected("')'") }
      offset += 1
      return inside
    }
    let start = offset
    if isLetter(characters[offset]) {
      while offset < characters.count, isLetter(characters[offset]) || isDigit(characters[offset]) {
        offset += 1
      }
      return .name(String(characters[start..<offset]), offset: start)
    }
    while offset < characters.count, isDigit(characters[offset]) || characters[offset] == "." {
      offset += 1
    }
    guard start < offset else { throw unexpected("a number, a name or '('") }
    let text = String(characters[start..<offset])
    guard let value = Double(text) else {
      throw FormulaProblem(offset: start, problem: "'\(text)' is no number")
    }
    return .number(value)
  }

  private mutating func take(
    _ wanted: [FormulaOperator]
  ) -> (sign: FormulaOperator, offset: Int)? {
    skipSpace()
    guard offset < characters.count, let sign = FormulaOperator(rawValue: characters[offset]),
      wanted.contains(sign)
    else { return nil }
    offset += 1
    return (sign, offset - 1)
  }

  private mutating func skipSpace() {
    while offset < characters.count, characters[offset] == " " { offset += 1 }
  }

  private func unexpected(_ wanted: String) -> FormulaProblem {
    let found = offset < characters.count ? "'\(characters[offset])'" : "the end"
    return FormulaProblem(offset: offset, problem: "\(found) in a formula where \(wanted) must be")
  }

  private func isLetter(_ character: Character) -> Bool {
    "abcdefghijklmnopqrstuvwxyz_".contains(character)
  }

  private func isDigit(_ character: Character) -> Bool { "0123456789".contains(character) }
}
