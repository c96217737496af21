extension ResultsFolder {
  /// Opens the folder of an interrupted run so that the remaining cases can be appended.
  ///
  /// Drops an incomplete last line, samples without a row, rows whose samples are incomplete, and
  /// failed cases. Keeps the run's identity; `environment` of the present process is added to the
  /// parts of `environment.json` and its command to `command.txt`.
  ///
  /// Throws `notAResultsFolder`, `folderInUse`, `damaged`, `unknownSchema`, `selectionDiffers`,
  /// `columnsDiffer`, `machinesDiffer`.
  package static func resume(
    at path: String, schema: RecordSchema, environment: RunEnvironment,
    allowDifferentMachine: Bool = false
  ) throws(RecordError) -> ResultsFolder {
    guard FileSystem.exists(RunEnvironment.path(folder: path)) else {
      throw .notAResultsFolder(path: path, missing: "environment.json")
    }
    let lock = try FolderLock(path, isExclusive: true)
    let stored = try StoredRun(path)
    try stored.requireSameColumns(as: schema.columns)
    try stored.requireSameSelection(as: environment)
    if !allowDifferentMachine { try stored.requireSameMachine(as: environment) }

    let finished = stored.cases.filter(\.status.isFinished)
    if stored.hasDebris || finished.count != stored.cases.count {
      // Rows go before their samples: killed in between, the next resumption finds samples without
      // a row, which it drops.
      try write(cases: finished, header: schema.header, to: path)
    }
    let extended = stored.environment.resumed(by: environment)
    try extended.write(folder: path)
    return try ResultsFolder(
      path: path, schema: schema, environment: extended, lock: lock,
      finished: Set(finished.map(\.caseID)))
  }

  /// Replaces both tables by the given cases, in their order.
  static func write(
    cases: [StoredRun.Case], header: String, to path: String
  ) throws(RecordError) {
    let rows = Array(header.utf8) + cases.flatMap(\.row)
    let samples = Array(SampleLines.header.utf8) + cases.flatMap { $0.samples.joined() }
    try FileSystem.replace(resultsPath(path), with: rows)
    try FileSystem.replace(samplesPath(path), with: samples)
  }
}

extension StoredRun {
  /// Throws `columnsDiffer`; a run that was killed before its header was complete fits any columns.
  func requireSameColumns(as expected: [String]) throws(RecordError) {
    guard let columns, columns != expected else { return }
    let missing = expected.filter { !columns.contains($0) }
    let added = columns.filter { !expected.contains($0) }
    let parts = [
      missing.isEmpty ? nil : "without \(missing.joined(separator: ", "))",
      added.isEmpty ? nil : "with \(added.joined(separator: ", "))",
    ]
    let what = parts.compactMap(\.self).joined(separator: ", ")
    throw .columnsDiffer(path: path, what: what.isEmpty ? "in another order" : what)
  }

  func requireSameSelection(as other: RunEnvironment) throws(RecordError) {
    guard environment.selectionDigest != other.selectionDigest else { return }
    throw .selectionDiffers(
      path: path, found: environment.selectionDigest, expected: other.selectionDigest)
  }

  func requireSameMachine(as other: RunEnvironment) throws(RecordError) {
    guard environment.machineFingerprint != other.machineFingerprint else { return }
    throw .machinesDiffer(
      path: path, found: "\(environment.machineName) \(environment.machineFingerprint)",
      expected: "\(other.machineName) \(other.machineFingerprint)")
  }
}
