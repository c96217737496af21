/// A second table of a results folder, with several lines for each row of `results.csv`.
///
/// Its columns begin with `schema`, `run_id` and `case_id`. Append the lines of a case before its row, so
/// that a row implies its lines; lines of cases without a row belong to nothing.
package final class AttachedTable {
  package let columns: [String]
  private let runID: String
  private let file: AppendOnlyFile
  private var safeRows = 0

  /// Creates `name` in the folder, with its header.
  ///
  /// - Throws: `RecordError.fileOperation`.
  package init(
    _ name: String, in folder: ResultsFolder, columns: [String]
  ) throws(RecordError) {
    let path = "\(folder.path)/\(name)"
    let identity = [CoreColumn.schema, .runID, .caseID].map(\.rawValue)
    self.columns = identity + columns
    runID = folder.runID
    try FileSystem.replace(path, with: CSVText.line(self.columns).utf8)
    file = try AppendOnlyFile(path)
  }

  /// Stores the lines of one case, each with one cell per column after the identity, and flushes them.
  ///
  /// - Throws: `RecordError.notFinite`, `writeFailed`; the file is then as it was.
  package func append(_ lines: [[Cell]], caseID: String) throws(RecordError) {
    var text = ""
    for line in lines {
      let cells = [.integer(RecordSchema.version), .text(runID), .text(caseID)] + line
      precondition(cells.count == columns.count, "a line needs one cell per column")
      for (column, cell) in zip(columns, cells) where !cell.isRecordable {
        throw .notFinite(column: column, caseID: caseID, value: cell.plainText)
      }
      text += CSVText.line(cells.lazy.map(\.plainText))
    }
    try file.append(text, safeRows: safeRows)
    safeRows += 1
  }
}
