extension RecordTable {
  /// The stored rows as records that any sink takes, in the order of the file.
  ///
  /// A cell that reads as a number or a truth value and prints as it is stored becomes one; others stay
  /// text. So every record prints the row that it was read from.
  package func records() -> [RunRecord] {
    let schema = RecordSchema(stored: layout)
    let kinds = Dictionary(
      uniqueKeysWithValues: CoreColumn.allCases.map { ($0.rawValue, $0.kind) })
    return rows.map { row in
      var record = RunRecord(
        schema: schema, runID: row.text(.runID) ?? "", suite: row.text(.suite) ?? "",
        caseID: row.caseID)
      for (column, text) in zip(layout.columns, row.cells) {
        record[column] = kinds[column] == .text && !text.isEmpty ? .text(text) : Cell(stored: text)
      }
      return record
    }
  }
}

extension Cell {
  /// The value of a stored cell whose column does not say what it holds.
  init(stored text: String) {
    let candidates: [Cell] = [
      Int(text).map(Cell.integer), Double(text).flatMap { $0.isFinite ? .real($0) : nil },
      Bool(text).map(Cell.boolean),
    ].compactMap(\.self)
    self = text.isEmpty ? .empty : candidates.first { $0.plainText == text } ?? .text(text)
  }
}
