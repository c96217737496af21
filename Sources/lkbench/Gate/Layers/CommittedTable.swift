import BenchRecords
import Foundation

/// The columns of a committed table of one layer, in the order of the file.
protocol CommittedColumn: CaseIterable, Hashable, RawRepresentable, Sendable
where RawValue == String, AllCases: Sendable {
  /// What the table has, for people: `exact invariants`.
  static var subject: String { get }
  /// Follows the suite in the name of its file.
  static var suffix: String { get }
  /// The option that names another file.
  static var option: String { get }
  /// The column besides the case without which figures do not compare.
  static var key: String { get }
}

/// The committed figures of a suite: one CSV file, one row per case and key.
struct CommittedTable<Column: CommittedColumn>: Hashable {
  static var schema: Int { 1 }
  static var columns: [String] {
    ["schema", Column.key, "case_id"] + Column.allCases.map(\.rawValue)
  }

  struct Row: Hashable {
    let key: String
    let caseID: String
    /// Texts by column; an empty one is not known.
    let values: [Column: String]
  }

  var rows: [Row]

  /// Reads the table.
  ///
  /// - Throws: `RecordError` where the file is damaged; `CommittedTableError.missing` without one.
  static func read(_ path: String) throws -> Self {
    guard FileSystem.exists(path) else {
      throw CommittedTableError.missing(path, subject: Column.subject)
    }
    let file = try CSVFile(try FileSystem.read(path), path: path)
    guard let header = file.rows.first, header.cells == columns else {
      throw CommittedTableError.wrong(
        path, "its header is not \(columns.joined(separator: ","))")
    }
    guard !file.isTruncated else {
      throw CommittedTableError.wrong(path, "its last line has no end")
    }
    var seen: Set<[String]> = []
    let rows = try file.rows.dropFirst().map { row in
      guard row.cells.count == columns.count, row.cells[0] == "\(schema)" else {
        throw CommittedTableError.wrong(path, "line \(row.line) is no row of schema \(schema)")
      }
      let cells = Array(row.cells)
      guard seen.insert([cells[1], cells[2]]).inserted else {
        throw CommittedTableError.wrong(path, "line \(row.line) repeats \(cells[2])")
      }
      return Row(
        key: cells[1], caseID: cells[2],
        values: Dictionary(uniqueKeysWithValues: zip(Column.allCases, cells.dropFirst(3))))
    }
    return Self(rows: rows)
  }

  /// The table as its file, line ends included.
  var text: String {
    CSVText.line(Self.columns)
      + rows.map { row in
        CSVText.line(
          ["\(Self.schema)", row.key, row.caseID]
            + Column.allCases.map { row.values[$0] ?? "" })
      }.joined()
  }

  func row(_ key: String, caseID: String) -> Row? {
    rows.first { $0.key == key && $0.caseID == caseID }
  }

  /// This table with `measured` rows put in.
  ///
  /// Rows of the keys in `replaced` that were not measured go; rows of others, which cannot be measured
  /// here, stay.
  func updated(with measured: [Row], replacing replaced: Set<String>) -> Self {
    let kept = rows.filter { row in
      !replaced.contains(row.key)
        && !measured.contains { $0.key == row.key && $0.caseID == row.caseID }
    }
    return Self(rows: kept + measured)
  }

  /// Puts `measured` rows into the file at `path`, which is made where there is none.
  ///
  /// - Throws: `RecordError`, `CommittedTableError.wrong`.
  static func update(
    _ path: String, with measured: [Row], replacing replaced: Set<String>
  ) throws {
    let old = FileManager.default.fileExists(atPath: path) ? try read(path) : Self(rows: [])
    let folder = (path as NSString).deletingLastPathComponent
    if !folder.isEmpty { try FileSystem.makeFolder(folder) }
    try FileSystem.replace(
      path, with: old.updated(with: measured, replacing: replaced).text.utf8)
  }

  /// The file of the selection's suite, whether or not it exists; `given` is that of the option.
  ///
  /// - Throws: `CommittedTableError.noSuite`.
  static func path(
    _ context: GateContext, given: String?
  ) throws(CommittedTableError) -> String {
    if let given { return given }
    guard context.wholeSuite != nil else {
      throw .noSuite(subject: Column.subject, option: Column.option)
    }
    let folder = context.selectionContext.folder
    let home =
      folder.find(BaselineFolder.path)
      ?? folder.find(BaselineFolder.parent).map { $0 + "/" + BaselineFolder.name }
      ?? BaselineFolder.path
    return "\(home)/\(context.selection.suiteName)\(Column.suffix).csv"
  }
}
