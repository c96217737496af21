/// Joins the folders of several shards, or of several attempts, into one new folder.
///
/// - Rows are copied byte for byte: `run_id` still names the part that measured them, whose
///   environment is in `parts` of the new `environment.json`.
/// - Order: that of `cases` in the parts' environments where it is recorded, otherwise the order in
///   which the parts, as given, first name a case.
/// - A case may be in several parts if at most one of them finished it (`ok` or `skipped`): that
///   row is kept. If all failed, the last one given is kept. Two finished rows are refused.
/// - Where different machines are allowed, this holds for each machine, so that a case has a row per
///   machine; their selections may differ, as those of other instruction sets do.
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
  /// Throws `nothingToMerge`, `columnsDiffer`, `duplicateCase`, `selectionDiffers` for parts of one
  /// machine, `machinesDiffer` unless that is allowed, and what reading and creating a folder throw.
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
      if !allowDifferentMachines { try part.requireSameMachine(as: first.environment) }
      let sibling = parts.first {
        $0.environment.machineFingerprint == part.environment.machineFingerprint
      }
      try part.requireSameSelection(as: (sibling ?? first).environment)
    }

    let kept = try union(parts)
    var seen: Set<String> = []
    let selection = parts.flatMap { $0.environment.cases ?? [] }.filter { seen.insert($0).inserted }
    let order = ordered(kept.order, by: selection)
    var environment = first.environment.merged(runID: runID, parts: parts.map(\.environment))
    if environment.cases != nil { environment.cases = selection }
    let lock = try claim(destination)
    defer { withExtendedLifetime(lock) {} }
    try environment.write(folder: destination)
    try ResultsFolder.write(
      cases: order.compactMap { kept.cases[$0] }, header: CSVText.line(columns), to: destination)
    let measured = Set(kept.order.map(\.caseID))
    let missing = selection.filter { !measured.contains($0) }
    return Outcome(rows: kept.cases.count, missingCases: missing, environment: environment)
  }

  private static func claim(_ path: String) throws(RecordError) -> FolderLock {
    try FileSystem.makeFolder(path)
    let lock = try FolderLock(path, isExclusive: true)
    guard try FileSystem.names(in: path).isEmpty else { throw .folderNotEmpty(path: path) }
    return lock
  }

  /// What the joined folder has once: a case on a machine.
  private struct Place: Hashable {
    let caseID: String
    let fingerprint: String
  }

  private static func union(
    _ parts: [StoredRun]
  ) throws(RecordError) -> (cases: [Place: StoredRun.Case], order: [Place]) {
    var cases: [Place: StoredRun.Case] = [:]
    var origins: [Place: String] = [:]
    var order: [Place] = []
    for part in parts {
      let environments = part.environment.originsByRun
      for candidate in part.cases {
        let environment = environments[candidate.runID] ?? part.environment
        let caseID = candidate.caseID
        let place = Place(caseID: caseID, fingerprint: environment.machineFingerprint)
        if let earlier = cases[place] {
          if earlier.status.isFinished, candidate.status.isFinished {
            throw .duplicateCase(
              caseID: caseID, first: origins[place] ?? part.path, second: part.path)
          }
          if earlier.status.isFinished { continue }
        } else {
          order.append(place)
        }
        cases[place] = candidate
        origins[place] = part.path
      }
    }
    return (cases, order)
  }

  /// The cases of `selection` in its order, then any others; machines, and others, as they came.
  private static func ordered(_ found: [Place], by selection: [String]) -> [Place] {
    let ranks = Dictionary(
      selection.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    return found.enumerated().sorted { left, right in
      (ranks[left.element.caseID] ?? .max, left.offset)
        < (ranks[right.element.caseID] ?? .max, right.offset)
    }.map(\.element)
  }
}
