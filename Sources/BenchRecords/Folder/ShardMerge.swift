/// Joins the folders of several shards, or of several attempts, into one new folder.
///
/// - Rows are copied byte for byte: `run_id` still names the part that measured them, whose
///   environment is in `parts` of the new `environment.json`.
/// - Order: that of `cases` in the parts' environments where it is recorded, otherwise the order in
///   which the parts, as given, first name a case.
/// - A case may be in several parts if at most one of them finished it (`ok` or `skipped`): that
///   row is kept. If all failed, the last one given is kept. Two finished rows are refused.
package enum ShardMerge {
  /// What a merge did.
  package struct Outcome: Hashable, Sendable {
    package let rows: Int
    /// Cases of the recorded selection that no part holds, in the selection's order.
    package let missingCases: [String]
    package let environment: RunEnvironment
  }

  /// Writes the union of `folders` to `destination`, which must not exist or be empty.
  ///
  /// Throws `nothingToMerge`, `columnsDiffer`, `selectionDiffers`, `duplicateCase`, `machinesDiffer`
  /// unless that is allowed, and what reading and creating a folder throw.
  package static func merge(
    _ folders: [String], into destination: String, runID: String,
    allowDifferentMachines: Bool = false
  ) throws(RecordError) -> Outcome {
    var locks: [FolderLock] = []
    var parts: [StoredRun] = []
    for path in folders {
      guard FileSystem.exists(RunEnvironment.path(folder: path)) else {
        throw .notAResultsFolder(path: path, missing: "environment.json")
      }
      locks.append(try FolderLock(path, isExclusive: false))
      parts.append(try StoredRun(path))
    }
    defer { withExtendedLifetime(locks) {} }
    guard let first = parts.first,
      let columns = parts.lazy.compactMap(\.columns).first
    else { throw .nothingToMerge }
    for part in parts {
      try part.requireSameColumns(as: columns)
      try part.requireSameSelection(as: first.environment)
      if !allowDifferentMachines { try part.requireSameMachine(as: first.environment) }
    }

    let kept = try union(parts)
    let selection = parts.lazy.compactMap(\.environment.cases).first ?? []
    let order = ordered(kept.order, by: selection)
    let environment = first.environment.merged(runID: runID, parts: parts.map(\.environment))
    let lock = try claim(destination)
    defer { withExtendedLifetime(lock) {} }
    try environment.write(folder: destination)
    try ResultsFolder.write(
      cases: order.compactMap { kept.cases[$0] }, header: CSVText.line(columns), to: destination)
    let missing = selection.filter { kept.cases[$0] == nil }
    return Outcome(rows: kept.cases.count, missingCases: missing, environment: environment)
  }

  private static func claim(_ path: String) throws(RecordError) -> FolderLock {
    try FileSystem.makeFolder(path)
    let lock = try FolderLock(path, isExclusive: true)
    guard try FileSystem.names(in: path).isEmpty else { throw .folderNotEmpty(path: path) }
    return lock
  }

  private static func union(
    _ parts: [StoredRun]
  ) throws(RecordError) -> (cases: [String: StoredRun.Case], order: [String]) {
    var cases: [String: StoredRun.Case] = [:]
    var origins: [String: String] = [:]
    var order: [String] = []
    for part in parts {
      for candidate in part.cases {
        let caseID = candidate.caseID
        if let earlier = cases[caseID] {
          if earlier.status.isFinished, candidate.status.isFinished {
            throw .duplicateCase(
              caseID: caseID, first: origins[caseID] ?? part.path, second: part.path)
          }
          if earlier.status.isFinished { continue }
        } else {
          order.append(caseID)
        }
        cases[caseID] = candidate
        origins[caseID] = part.path
      }
    }
    return (cases, order)
  }

  /// The cases of `selection` in its order, then any others as they came.
  private static func ordered(_ found: [String], by selection: [String]) -> [String] {
    let known = Set(selection)
    return selection + found.filter { !known.contains($0) }
  }
}
