/// What a results folder holds that can be trusted: the complete rows whose samples are complete.
///
/// A run may have been killed at any byte, or the disk may have lost the end of either file. A row
/// counts only if all its samples are there, and samples count only if their row is.
struct StoredRun {
  /// One stored row and the sample lines that belong to it.
  struct Case {
    let caseID: String
    /// Of the part that measured the case, in a folder that was joined.
    let runID: String
    let status: RecordStatus
    let row: ArraySlice<UInt8>
    let samples: [ArraySlice<UInt8>]
  }

  let path: String
  let environment: RunEnvironment
  /// Columns of `results.csv`; `nil` if not even its header is complete.
  let columns: [String]?
  let cases: [Case]
  /// True if the files hold more than `cases`: something must be dropped before appending.
  let hasDebris: Bool

  init(_ path: String) throws(RecordError) {
    self.path = path
    environment = try RunEnvironment.read(folder: path)
    let resultsPath = ResultsFolder.resultsPath(path)
    let results = try Self.file(resultsPath)
    let samples = try Self.file(ResultsFolder.samplesPath(path))
    columns = results.rows.first?.cells
    let samplesByCase = Self.samplesByCase(samples)
    var cases: [Case] = []
    var keptSamples = 0
    if let columns {
      let layout = try RecordLayout(columns: columns, path: resultsPath)
      for row in results.rows.dropFirst() {
        let values = try layout.row(row)
        let (caseID, runID) = (values.text(.caseID) ?? "", values.text(.runID) ?? "")
        let lines = samplesByCase[[runID, caseID]] ?? []
        guard let status = values.status, lines.count == values.integer(.samples) ?? 0 else {
          continue
        }
        cases.append(
          Case(caseID: caseID, runID: runID, status: status, row: row.bytes, samples: lines))
        keptSamples += lines.count
      }
    }
    self.cases = cases
    hasDebris =
      results.isTruncated || samples.isTruncated || results.rows.count != cases.count + 1
      || samples.rows.count != keptSamples + 1
  }

  private static func file(_ path: String) throws(RecordError) -> CSVFile {
    FileSystem.exists(path)
      ? try CSVFile(try FileSystem.read(path), path: path) : try CSVFile([], path: path)
  }

  /// Lines by run and case: a joined folder may have one case of several machines.
  private static func samplesByCase(_ file: CSVFile) -> [[String]: [ArraySlice<UInt8>]] {
    let names = SampleColumn.allCases.map(\.rawValue)
    guard let run = names.firstIndex(of: SampleColumn.runID.rawValue),
      let column = names.firstIndex(of: SampleColumn.caseID.rawValue)
    else { return [:] }
    var lines: [[String]: [ArraySlice<UInt8>]] = [:]
    for row in file.rows.dropFirst() where row.cells.count == names.count {
      lines[[row.cells[run], row.cells[column]], default: []].append(row.bytes)
    }
    return lines
  }
}
