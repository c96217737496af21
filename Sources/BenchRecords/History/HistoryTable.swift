/// The entries of a stored history.
package struct HistoryTable: Sendable {
  /// In the order of the file.
  package let entries: [HistoryEntry]
  /// Bytes up to the end of the last complete row.
  let completeBytes: Int

  /// Reads a history.
  ///
  /// - Throws: `RecordError.fileOperation` and what reading from memory throws.
  package init(file path: String) throws(RecordError) {
    try self.init(bytes: FileSystem.read(path), path: path)
  }

  /// Reads a history from memory; `path` only serves to name it in errors.
  ///
  /// An empty file is a history without entries; an incomplete last line is left out.
  ///
  /// - Throws: `RecordError`: `damaged`, `missingColumns`, `unknownSchema`, `wrongCell`.
  package init(bytes: [UInt8], path: String) throws(RecordError) {
    let file = try CSVFile(bytes, path: path)
    completeBytes = file.rows.last?.bytes.endIndex ?? 0
    guard let header = file.rows.first else {
      entries = []
      return
    }
    var positions: [HistoryColumn: Int] = [:]
    for column in HistoryColumn.allCases {
      positions[column] = header.cells.firstIndex(of: column.rawValue)
    }
    let missing = HistoryColumn.allCases.filter { positions[$0] == nil }
    guard missing.isEmpty else {
      throw .missingColumns(path: path, columns: missing.map(\.rawValue))
    }
    let reader = HistoryReader(positions: positions, width: header.cells.count, path: path)
    var entries: [HistoryEntry] = []
    for row in file.rows.dropFirst() { entries.append(try reader.entry(row)) }
    self.entries = entries
  }
}

/// Reads entries from rows whose columns stand where the header says.
private struct HistoryReader {
  let positions: [HistoryColumn: Int]
  let width: Int
  let path: String

  func entry(_ row: CSVRow) throws(RecordError) -> HistoryEntry {
    guard row.cells.count == width else {
      let what = "it has \(row.cells.count) cells, the header \(width)"
      throw .damaged(path: path, line: row.line, what: what)
    }
    guard cell(.schema, row) == String(HistoryEntry.schema) else {
      throw .unknownSchema(path: path, found: cell(.schema, row))
    }
    guard let value = try number(.value, row) else { throw wrong(.value, row) }
    return HistoryEntry(
      time: cell(.time, row), commit: cell(.commit, row), fingerprint: cell(.fingerprint, row),
      caseID: cell(.caseID, row), metric: cell(.metric, row), value: value,
      low: try number(.low, row), high: try number(.high, row), runID: cell(.runID, row))
  }

  private func cell(_ column: HistoryColumn, _ row: CSVRow) -> String {
    positions[column].map { row.cells[$0] } ?? ""
  }

  private func number(_ column: HistoryColumn, _ row: CSVRow) throws(RecordError) -> Double? {
    let text = cell(column, row)
    if text.isEmpty { return nil }
    guard let value = Double(text), value.isFinite else { throw wrong(column, row) }
    return value
  }

  private func wrong(_ column: HistoryColumn, _ row: CSVRow) -> RecordError {
    .wrongCell(
      path: path, line: row.line, column: column.rawValue, found: cell(column, row),
      expected: "a number")
  }
}
