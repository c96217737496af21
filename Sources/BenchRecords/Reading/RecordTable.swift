/// The rows of a stored `results.csv`.
package struct RecordTable: Sendable {
  package let layout: RecordLayout
  package let rows: [Row]
  /// True if the file ends in the middle of a row, which was left out.
  package let isTruncated: Bool

  /// Reads `results.csv` of a results folder.
  package init(folder: String) throws(RecordError) {
    try self.init(file: ResultsFolder.resultsPath(folder))
  }

  /// Reads a results table.
  ///
  /// Throws `fileOperation`; `damaged` with the line where quotes or cells do not add up;
  /// `missingColumns`, `unknownSchema`, `wrongCell`.
  package init(file path: String) throws(RecordError) {
    try self.init(bytes: FileSystem.read(path), path: path)
  }

  /// Reads a results table from memory; `path` only serves to name it in errors.
  package init(bytes: [UInt8], path: String) throws(RecordError) {
    let file = try CSVFile(bytes, path: path)
    guard let header = file.rows.first else {
      throw .damaged(path: path, line: 1, what: "it has no header")
    }
    let layout = try RecordLayout(columns: header.cells, path: path)
    var rows: [Row] = []
    for row in file.rows.dropFirst() {
      rows.append(try layout.row(row))
    }
    self.layout = layout
    self.rows = rows
    isTruncated = file.isTruncated
  }

  /// One row of the file; its core cells were checked when it was read.
  package struct Row: RecordValues, Hashable, Sendable {
    let layout: RecordLayout
    /// Line of the file on which the row starts, from 1.
    package let line: Int
    /// One cell per column of the file, as stored.
    package let cells: [String]

    package func text(_ column: String) -> String? {
      guard let position = layout.position(of: column), !cells[position].isEmpty else {
        return nil
      }
      return cells[position]
    }

    package var caseID: String { text(.caseID) ?? "" }
  }
}
