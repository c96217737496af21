/// Typed access to the cells of one case, whether it was just measured or read from a file.
///
/// An empty cell is `nil`.
package protocol RecordValues {
  /// The cell without quoting; `nil` if it is empty or there is no such column.
  func text(_ column: String) -> String?
}

extension RecordValues {
  package func text(_ column: CoreColumn) -> String? { text(column.rawValue) }

  /// The cell as a whole number; `nil` if it is empty or not one.
  package func integer(_ column: String) -> Int? { text(column).flatMap { Int($0) } }

  package func integer(_ column: CoreColumn) -> Int? { integer(column.rawValue) }

  /// The cell as a number; `nil` if it is empty or not one.
  package func real(_ column: String) -> Double? { text(column).flatMap { Double($0) } }

  package func real(_ column: CoreColumn) -> Double? { real(column.rawValue) }

  package func boolean(_ column: CoreColumn) -> Bool? { text(column).map { $0 == "true" } }

  /// How the case ended; `nil` if the cell is empty.
  package var status: RecordStatus? { text(.status).flatMap { RecordStatus(rawValue: $0) } }
}

extension RunRecord: RecordValues {
  package func text(_ column: String) -> String? {
    guard let position = schema.position(of: column), cells[position] != .empty else { return nil }
    let text = cells[position].plainText
    return text.isEmpty ? nil : text
  }
}
