/// The content of one cell of a results table.
///
/// `empty` means *not measured* and is never written as 0.
package enum Cell: Hashable, Sendable {
  case empty
  case text(String)
  case integer(Int)
  case real(Double)
  case boolean(Bool)

  /// A cell that is empty where the value is `nil`.
  package static func measured(_ value: Double?) -> Cell { value.map(Cell.real) ?? .empty }

  /// A cell that is empty where the value is `nil`.
  package static func measured(_ value: Int?) -> Cell { value.map(Cell.integer) ?? .empty }

  /// A cell that is empty where the value is `nil`.
  package static func measured(_ value: String?) -> Cell { value.map(Cell.text) ?? .empty }

  /// A cell that is empty where the value is `nil`.
  package static func measured(_ value: Bool?) -> Cell { value.map(Cell.boolean) ?? .empty }

  /// False for infinities and NaN, which no file may contain.
  package var isRecordable: Bool {
    if case .real(let value) = self { value.isFinite } else { true }
  }

  /// The value without quoting: decimal point in every locale, the fewest digits that read back as
  /// the same number, `true` or `false`.
  package var plainText: String {
    switch self {
    case .empty: ""
    case .text(let text): text
    case .integer(let value): String(value)
    case .real(let value): value.description
    case .boolean(let value): value ? "true" : "false"
    }
  }
}

extension Cell: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
  ExpressibleByBooleanLiteral
{
  package init(stringLiteral value: String) { self = .text(value) }
  package init(integerLiteral value: Int) { self = .integer(value) }
  package init(floatLiteral value: Double) { self = .real(value) }
  package init(booleanLiteral value: Bool) { self = .boolean(value) }
}
