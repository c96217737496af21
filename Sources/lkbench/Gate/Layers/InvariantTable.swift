import BenchRecords
import ConvModel
import Foundation

/// The committed exact figures of a suite: one CSV file, one row per case and instruction set.
struct InvariantTable: Hashable {
  /// Where tables are, below the repository: in a folder that exists and one that may not yet.
  static let parent = "Benchmarks"
  static let name = "Baselines"
  static let folder = "\(parent)/\(name)"
  static let schema = 1
  static let columns =
    ["schema", "isa", "case_id"] + InvariantColumn.allCases.map(\.rawValue)

  struct Row: Hashable {
    /// The key besides the case: what one instruction set computes another need not.
    let isa: String
    let caseID: String
    /// Texts by column; an empty one is not known.
    let values: [InvariantColumn: String]
  }

  var rows: [Row]

  /// Reads the table.
  ///
  /// - Throws: `RecordError` where the file is damaged; `InvariantError.missing` without one.
  static func read(_ path: String) throws -> InvariantTable {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw InvariantError.missing(path)
    }
    let file = try CSVFile([UInt8](data), path: path)
    guard let header = file.rows.first, header.cells == columns else {
      throw InvariantError.wrong(
        path, "its header is not \(columns.joined(separator: ","))")
    }
    guard !file.isTruncated else { throw InvariantError.wrong(path, "its last line has no end") }
    var seen: Set<[String]> = []
    let rows = try file.rows.dropFirst().map { row in
      guard row.cells.count == columns.count, row.cells[0] == "\(schema)" else {
        throw InvariantError.wrong(path, "line \(row.line) is no row of schema \(schema)")
      }
      let cells = Array(row.cells)
      guard seen.insert([cells[1], cells[2]]).inserted else {
        throw InvariantError.wrong(path, "line \(row.line) repeats \(cells[2])")
      }
      return Row(
        isa: cells[1], caseID: cells[2],
        values: Dictionary(uniqueKeysWithValues: zip(InvariantColumn.allCases, cells.dropFirst(3))))
    }
    return InvariantTable(rows: rows)
  }

  /// The table as its file, line ends included.
  var text: String {
    CSVText.line(Self.columns)
      + rows.map { row in
        CSVText.line(
          ["\(Self.schema)", row.isa, row.caseID]
            + InvariantColumn.allCases.map { row.values[$0] ?? "" })
      }.joined()
  }

  func row(isa: String, caseID: String) -> Row? {
    rows.first { $0.isa == isa && $0.caseID == caseID }
  }

  /// This table with `measured` rows put in.
  ///
  /// Rows of the instruction sets in `replaced` that were not measured go; rows of others, which this
  /// machine may lack, stay.
  func updated(with measured: [Row], replacing replaced: Set<String>) -> InvariantTable {
    let kept = rows.filter { row in
      !replaced.contains(row.isa)
        && !measured.contains { $0.isa == row.isa && $0.caseID == row.caseID }
    }
    return InvariantTable(rows: kept + measured)
  }
}

/// What must not change unexplained, in the order of the file.
enum InvariantColumn: String, CaseIterable {
  /// Ids of the algorithms the planner chose.
  case algorithm
  case params
  case nominalMACs = "nominal_macs"
  case executedFLOPs = "executed_flops"
  case weightBytes = "weight_bytes"
  case workspaceBytes = "workspace_bytes"
  /// Largest absolute difference from the reference on the seeded data, to the bit.
  ///
  /// The shortest text that reads back as the same number. Exact on purpose: one instruction set runs
  /// the same operations in the same order on every CPU that has it, so that a changed bit is a changed
  /// computation.
  case maxError = "max_error"

  func text(_ facts: CaseFacts) -> String {
    switch self {
    case .algorithm: facts.algorithm
    case .params: "\(facts.params)"
    case .nominalMACs: "\(facts.nominalMACs)"
    case .executedFLOPs: facts.executedFLOPs.map(String.init) ?? ""
    case .weightBytes: "\(facts.weightBytes)"
    case .workspaceBytes: "\(facts.workspaceBytes)"
    case .maxError: facts.maxError.map { "\($0)" } ?? ""
    }
  }
}

extension InvariantTable.Row {
  init(_ item: BenchmarkCase, _ facts: CaseFacts) {
    self.init(
      isa: item.instructionSet.rawValue, caseID: item.id,
      values: Dictionary(
        uniqueKeysWithValues: InvariantColumn.allCases.map { ($0, $0.text(facts)) }))
  }

  /// What differs from a committed row: `workspace_bytes 123 → 456`.
  func changes(since committed: InvariantTable.Row) -> [String] {
    InvariantColumn.allCases.compactMap { column in
      let (old, new) = (committed.values[column] ?? "", values[column] ?? "")
      return old == new ? nil : "\(column.rawValue) \(old) → \(new)"
    }
  }
}

/// What is wrong with the file of the invariants.
enum InvariantError: ExitCoded, Hashable {
  case missing(String)
  case wrong(String, String)
  case noSuite

  var exitStatus: ExitStatus {
    switch self {
    case .missing, .wrong: .incomparable
    case .noSuite: .usage
    }
  }

  var description: String {
    switch self {
    case .missing(let path): "no invariants in \(path): write them with --update-invariants"
    case .wrong(let path, let what): "\(path): \(what); write it anew with --update-invariants"
    case .noSuite: "invariants are kept per suite: give --suite, or --invariants FILE"
    }
  }
}
