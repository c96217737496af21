import BenchModel

/// What can go wrong between a record in memory and a results folder on disk.
package enum RecordError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A file operation failed before anything was recorded.
  case fileOperation(action: String, path: String, reason: String)
  /// A row could not be stored; the file holds `safeRows` complete rows and nothing after them.
  case writeFailed(path: String, reason: String, safeRows: Int)
  case folderNotEmpty(path: String)
  case notAResultsFolder(path: String, missing: String)
  case folderInUse(path: String)
  case damaged(path: String, line: Int?, what: String)
  case unknownSchema(path: String, found: String)
  case missingColumns(path: String, columns: [String])
  case wrongCell(path: String, line: Int, column: String, found: String, expected: String)
  case selectionDiffers(path: String, found: String, expected: String)
  case columnsDiffer(path: String, what: String)
  case machinesDiffer(path: String, found: String, expected: String)
  case duplicateCase(caseID: String, first: String, second: String)
  case duplicateColumn(name: String)
  case notFinite(column: String, caseID: String, value: String)
  case nothingToMerge

  /// What kind of mistake it is, from which a command chooses its exit code.
  package enum Category: Sendable {
    /// The request cannot be carried out as asked (exit code 64).
    case usage
    /// Two things that must match do not (exit code 5).
    case notComparable
    /// The operating system refused, or a file is not what it should be (exit code 74).
    case inputOutput
    /// A measured value that must not be recorded (exit code 1).
    case badValue
  }

  /// The kind of this mistake.
  package var category: Category {
    switch self {
    case .fileOperation, .writeFailed, .damaged, .unknownSchema, .missingColumns, .wrongCell:
      .inputOutput
    case .folderNotEmpty, .notAResultsFolder, .folderInUse, .duplicateColumn, .nothingToMerge:
      .usage
    case .selectionDiffers, .columnsDiffer, .machinesDiffer, .duplicateCase: .notComparable
    case .notFinite: .badValue
    }
  }

  /// One line: what is wrong, where, and what would be right.
  package var description: String {
    switch self {
    case .fileOperation(let action, let path, let reason): "cannot \(action) \(path): \(reason)"
    case .writeFailed(let path, let reason, let safeRows):
      "cannot write to \(path): \(reason); its \(safeRows) earlier rows are safe"
    case .folderNotEmpty(let path):
      "\(path) is not empty: choose another folder, or continue that run with --resume"
    case .notAResultsFolder(let path, let missing):
      "\(path) is not a results folder: it has no \(missing)"
    case .folderInUse(let path): "\(path) is in use by another run: wait for it to end"
    case .damaged(let path, let line, let what):
      "\(path)\(line.map { ", line \($0)" } ?? "") is damaged: \(OneLine.text(what, limit: 200))"
    case .unknownSchema(let path, let found):
      "\(path) has schema \(OneLine.text(found)); this version reads schema \(RecordSchema.version)"
    case .missingColumns(let path, let columns):
      "\(path) lacks the column\(columns.count == 1 ? "" : "s") \(columns.joined(separator: ", "))"
    case .wrongCell(let path, let line, let column, let found, let expected):
      "\(path), line \(line), column \(column): '\(OneLine.text(found))' is not \(expected)"
    case .selectionDiffers(let path, let found, let expected):
      "\(path) was measured with another selection (digest \(OneLine.text(found)), not \(OneLine.text(expected)))"
    case .columnsDiffer(let path, let what):
      "\(path) has other columns: \(OneLine.text(what, limit: 600)); use the same counters as the first run"
    case .machinesDiffer(let path, let found, let expected):
      "\(path) was measured on another machine (\(OneLine.text(found)), not \(OneLine.text(expected)))"
    case .duplicateCase(let caseID, let first, let second):
      "case \(OneLine.text(caseID, limit: 200)) was finished twice: in \(first) and in \(second)"
    case .duplicateColumn(let name): "two metrics or columns are named '\(name)'"
    case .notFinite(let column, let caseID, let value):
      "case \(OneLine.text(caseID, limit: 200)): \(column) is \(value), which is not a measurement"
    case .nothingToMerge: "nothing to merge: name at least one results folder"
    }
  }
}
