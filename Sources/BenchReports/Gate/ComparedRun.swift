import BenchModel
package import BenchRecords

/// A results folder as a side of a comparison.
package struct ComparedRun: Sendable {
  package let path: String
  package let environment: RunEnvironment
  /// Rows by case, in the order of the file; of a repeated case the last.
  let caseIDs: [String]
  let rows: [String: RecordTable.Row]
  /// Times per call in nanoseconds.
  let times: [String: [Double]]

  /// Reads the folder.
  ///
  /// - Throws: `RecordError` where it is no results folder or a file of it is damaged.
  package init(folder: String) throws(RecordError) {
    path = folder
    environment = try RunEnvironment.read(folder: folder)
    let table = try RecordTable(folder: folder)
    times = try SampleTable(folder: folder).samples.mapValues { $0.map(\.nanosecondsPerCall) }
    var rows: [String: RecordTable.Row] = [:]
    var ids: [String] = []
    for row in table.rows {
      if rows.updateValue(row, forKey: row.caseID) == nil { ids.append(row.caseID) }
    }
    self.rows = rows
    caseIDs = ids
  }

  /// Fingerprints of all machines that have a part in the run.
  package var fingerprints: Set<String> {
    Set((environment.parts ?? [environment]).map(\.machineFingerprint))
  }

  /// `debug` or `release`; `nil` where the run does not say.
  package var buildConfiguration: String? { environment.details["build_configuration"] }
}
