package import BenchModel

/// One row of `results.csv`: what was measured for one case, or why nothing was.
///
/// Naming a column that the schema does not have is a programming error and ends the process.
package struct RunRecord: Hashable, Sendable {
  package let schema: RecordSchema
  /// One cell per column of the schema, in its order.
  package private(set) var cells: [Cell]

  /// A record with its identity filled in and every other cell empty.
  package init(schema: RecordSchema, runID: String, suite: String, caseID: String) {
    self.schema = schema
    cells = Array(repeating: .empty, count: schema.columns.count)
    self[.schema] = .integer(RecordSchema.version)
    self[.runID] = .text(runID)
    self[.suite] = .text(suite)
    self[.caseID] = .text(caseID)
  }

  /// The cell of a column that the schema must have.
  package subscript(column: String) -> Cell {
    get { cells[position(of: column)] }
    set { cells[position(of: column)] = newValue }
  }

  /// The cell of a core column.
  package subscript(column: CoreColumn) -> Cell {
    get { self[column.rawValue] }
    set { self[column.rawValue] = newValue }
  }

  package var caseID: String { self[.caseID].plainText }

  /// Fills the columns of time; `stop_reason` too where the schema has that column.
  package mutating func set(summary: Summary) {
    self[.samples] = .integer(summary.samples)
    self[.iterations] = .integer(summary.iterations)
    self[.minNS] = .real(summary.minimum)
    self[.medianNS] = .real(summary.median)
    self[.p95NS] = .real(summary.p95)
    self[.ciLowNS] = .real(summary.medianInterval.lowerBound)
    self[.ciHighNS] = .real(summary.medianInterval.upperBound)
    self[.madNS] = .real(summary.medianAbsoluteDeviation)
    if schema.position(of: "stop_reason") != nil {
      self["stop_reason"] = .text(summary.stopReason.rawValue)
    }
  }

  /// Fills the column and the status column of each metric.
  package mutating func set(metrics: [Metric]) {
    for metric in metrics {
      self[metric.descriptor.key] = .measured(metric.value)
      let status = RecordSchema.statusColumn(of: metric.descriptor.key)
      self[status] = .text(metric.status.rawValue)
    }
  }

  /// Fills `status` and, for anything but `ok`, the reason.
  package mutating func set(status: RecordStatus, reason: String? = nil) {
    self[.status] = .text(status.rawValue)
    self[.reason] = .measured(reason)
  }

  /// The row as a line of CSV, line feed included.
  ///
  /// Throws `notFinite` if a cell holds an infinity or NaN.
  package func csvLine() throws(RecordError) -> String {
    try checkValues()
    return CSVText.line(cells.lazy.map(\.plainText))
  }

  /// Throws `notFinite`, naming the column, if a cell holds an infinity or NaN.
  package func checkValues() throws(RecordError) {
    for (column, cell) in zip(schema.columns, cells) where !cell.isRecordable {
      throw .notFinite(column: column, caseID: caseID, value: cell.plainText)
    }
  }

  private func position(of column: String) -> Int {
    guard let position = schema.position(of: column) else {
      preconditionFailure("no column named '\(column)' in the schema")
    }
    return position
  }
}
