package import BenchModel
import Glibc
import Synchronization

/// The folder of one run, open for appending: `results.csv`, `samples.csv`, `environment.json`,
/// `command.txt`.
///
/// Every case is on disk before the next one is measured. Samples are flushed before their row, so
/// that a row in `results.csv` implies its samples in `samples.csv`. One writer at a time.
package final class ResultsFolder: Sendable {
  package let path: String
  package let schema: RecordSchema
  package let environment: RunEnvironment
  /// Cases that a resumed run need not measure again; empty in a new folder.
  package let finishedCases: Set<String>
  private let lock: FolderLock
  private let files: Mutex<Files>

  private struct Files {
    var results: AppendOnlyFile
    var samples: AppendOnlyFile
    /// Cases in the table, whose rows are complete and flushed.
    var caseIDs: Set<String>
  }

  /// Identity of the run, the same after every resumption.
  package var runID: String { environment.runID }

  /// Creates the folder, and those above it, with the environment, the command and both headers.
  ///
  /// A file size limit (SIGXFSZ) becomes an error to report, for the whole process, instead of its
  /// end. Throws `folderNotEmpty`, `folderInUse` or `fileOperation`.
  package static func create(
    at path: String, schema: RecordSchema, environment: RunEnvironment
  ) throws(RecordError) -> ResultsFolder {
    try FileSystem.makeFolder(path)
    let lock = try FolderLock(path, isExclusive: true)
    let names = try FileSystem.names(in: path)
    guard names.allSatisfy({ $0.hasSuffix(FileSystem.partialSuffix) }) else {
      throw .folderNotEmpty(path: path)
    }
    try environment.write(folder: path)
    try FileSystem.replace(samplesPath(path), with: SampleLines.header.utf8)
    try FileSystem.replace(resultsPath(path), with: schema.header.utf8)
    return try ResultsFolder(
      path: path, schema: schema, environment: environment, lock: lock, finished: [])
  }

  init(
    path: String, schema: RecordSchema, environment: RunEnvironment, lock: FolderLock,
    finished: Set<String>
  ) throws(RecordError) {
    signal(SIGXFSZ, SIG_IGN)
    let files = Files(
      results: try AppendOnlyFile(Self.resultsPath(path)),
      samples: try AppendOnlyFile(Self.samplesPath(path)), caseIDs: finished)
    self.path = path
    self.schema = schema
    self.environment = environment
    self.lock = lock
    self.files = Mutex(files)
    finishedCases = finished
  }

  static func resultsPath(_ folder: String) -> String { folder + "/results.csv" }
  static func samplesPath(_ folder: String) -> String { folder + "/samples.csv" }

  /// A record of this run with its identity filled in.
  package func record(caseID: String) -> RunRecord {
    RunRecord(schema: schema, runID: runID, suite: environment.suite, caseID: caseID)
  }

  /// Stores one case: first its samples, then its row, each flushed.
  ///
  /// The `samples` cell must equal the number of samples given; it is how a later reader knows that
  /// none are missing. A case is recorded once. Throws `notFinite` or `writeFailed`; both files are
  /// then as they were.
  package func append(_ record: RunRecord, samples: [Sample]) throws(RecordError) {
    precondition(record.schema == schema, "the record belongs to another schema")
    precondition(record[.runID] == .text(runID), "the record belongs to another run")
    precondition(
      record[.samples] == .integer(samples.count)
        || (samples.isEmpty && record[.samples] == .empty),
      "the samples cell differs from the number of samples")
    let row = try record.csvLine()
    let lines = try SampleLines.lines(samples, runID: runID, caseID: record.caseID)
    try files.withLock { files throws(RecordError) in
      let rows = files.caseIDs.count
      precondition(!files.caseIDs.contains(record.caseID), "the case was recorded before")
      let before = files.samples.length
      if !samples.isEmpty { try files.samples.append(lines, safeRows: rows) }
      do throws(RecordError) {
        try files.results.append(row, safeRows: rows)
      } catch {
        // A truncation that fails here is tried again before the next append.
        try? files.samples.truncate(to: before, safeRows: rows)
        throw error
      }
      files.caseIDs.insert(record.caseID)
    }
  }
}
