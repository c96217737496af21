/// Where the columns of a stored `results.csv` stand.
///
/// Columns that this version does not know are kept and otherwise ignored.
package struct RecordLayout: Hashable, Sendable {
  /// Names in the order of the file.
  package let columns: [String]
  let path: String
  private let positions: [String: Int]

  /// Throws `missingColumns` with the names of all core columns that are not there.
  init(columns: [String], path: String) throws(RecordError) {
    self.columns = columns
    self.path = path
    positions = Dictionary(
      columns.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    let missing = CoreColumn.allCases.map(\.rawValue).filter { positions[$0] == nil }
    guard missing.isEmpty else { throw .missingColumns(path: path, columns: missing) }
  }

  func position(of column: String) -> Int? { positions[column] }

  /// A row whose schema number and core cells were checked.
  func row(_ row: CSVRow) throws(RecordError) -> RecordTable.Row {
    guard row.cells.count == columns.count else {
      let what = "it has \(row.cells.count) cells, the header \(columns.count)"
      throw .damaged(path: path, line: row.line, what: what)
    }
    let values = RecordTable.Row(layout: self, line: row.line, cells: row.cells)
    guard values.integer(.schema) == RecordSchema.version else {
      throw .unknownSchema(path: path, found: values.text(.schema) ?? "(empty)")
    }
    for column in CoreColumn.allCases {
      guard let text = values.text(column), let expected = Self.defect(text, in: column) else {
        continue
      }
      throw .wrongCell(
        path: path, line: row.line, column: column.rawValue, found: text, expected: expected)
    }
    return values
  }

  /// What the cell should have been, or `nil` if it is right.
  private static func defect(_ text: String, in column: CoreColumn) -> String? {
    switch column.kind {
    case .text where column == .status && RecordStatus(rawValue: text) == nil:
      "one of ok, failed, skipped"
    case .text: nil
    case .number: Double(text).map(\.isFinite) == true ? nil : "a number"
    case .boolean: text == "true" || text == "false" ? nil : "true or false"
    }
  }
}
