package import BenchModel

/// The raw samples of a stored `samples.csv`, by case.
package struct SampleTable: Sendable {
  /// Samples of each case in the order of their numbers; in a folder joined from several machines, of all.
  package let samples: [String: [Sample]]
  /// True if the file ends in the middle of a row, which was left out.
  package let isTruncated: Bool

  /// Reads `samples.csv` of a results folder.
  package init(folder: String) throws(RecordError) {
    let path = ResultsFolder.samplesPath(folder)
    try self.init(bytes: FileSystem.read(path), path: path)
  }

  /// Reads a table of samples from memory; `path` only serves to name it in errors.
  ///
  /// Throws `damaged`, `missingColumns`, `unknownSchema`, `wrongCell`.
  package init(bytes: [UInt8], path: String) throws(RecordError) {
    let file = try CSVFile(bytes, path: path)
    let header = file.rows.first?.cells ?? []
    let missing = SampleColumn.allCases.map(\.rawValue).filter { !header.contains($0) }
    guard missing.isEmpty else { throw .missingColumns(path: path, columns: missing) }
    let reader = SampleReader(header: header, path: path)
    var samples: [String: [Sample]] = [:]
    for row in file.rows.dropFirst() {
      let (caseID, sample) = try reader.sample(row)
      samples[caseID, default: []].append(sample)
    }
    self.samples = samples
    isTruncated = file.isTruncated
  }
}

/// Reads samples from rows whose columns stand where the header says.
private struct SampleReader {
  let path: String
  private let positions: [SampleColumn: Int]
  private let width: Int

  init(header: [String], path: String) {
    self.path = path
    width = header.count
    var positions: [SampleColumn: Int] = [:]
    for column in SampleColumn.allCases {
      positions[column] = header.firstIndex(of: column.rawValue)
    }
    self.positions = positions
  }

  func sample(_ row: CSVRow) throws(RecordError) -> (caseID: String, sample: Sample) {
    guard row.cells.count == width else {
      let what = "it has \(row.cells.count) cells, the header \(width)"
      throw .damaged(path: path, line: row.line, what: what)
    }
    guard try integer(.schema, row) == RecordSchema.version else {
      throw .unknownSchema(path: path, found: cell(.schema, row))
    }
    let noise = NoiseEvidence(
      stealNanoseconds: try real(.stealNS, row),
      involuntaryContextSwitches: try integer(.involuntarySwitches, row),
      voluntaryContextSwitches: try integer(.voluntarySwitches, row),
      minorPageFaults: try integer(.minorFaults, row),
      majorPageFaults: try integer(.majorFaults, row))
    guard let order = try integer(.order, row) else { throw wrong(.order, row) }
    guard let iterations = try integer(.iterations, row), iterations > 0 else {
      throw wrong(.iterations, row)
    }
    guard let elapsed = try real(.elapsedNS, row) else { throw wrong(.elapsedNS, row) }
    let sample = Sample(
      order: order, iterations: iterations, elapsedNanoseconds: elapsed, noise: noise)
    return (cell(.caseID, row), sample)
  }

  private func cell(_ column: SampleColumn, _ row: CSVRow) -> String {
    positions[column].map { row.cells[$0] } ?? ""
  }

  private func integer(_ column: SampleColumn, _ row: CSVRow) throws(RecordError) -> Int? {
    let text = cell(column, row)
    if text.isEmpty { return nil }
    guard let value = Int(text) else { throw wrong(column, row) }
    return value
  }

  private func real(_ column: SampleColumn, _ row: CSVRow) throws(RecordError) -> Double? {
    let text = cell(column, row)
    if text.isEmpty { return nil }
    guard let value = Double(text), value.isFinite else { throw wrong(column, row) }
    return value
  }

  private func wrong(_ column: SampleColumn, _ row: CSVRow) -> RecordError {
    .wrongCell(
      path: path, line: row.line, column: column.rawValue, found: cell(column, row),
      expected: "a number in its range")
  }
}
