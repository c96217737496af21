import ArgumentParser
import BenchRecords
import BenchReports
import Foundation
import Testing

@testable import lkbench

/// A temporary folder.
struct ScratchFolder: ~Copyable {
  let path: String

  init() throws {
    path =
      FileManager.default.temporaryDirectory.appending(path: "lkbench-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}

@Suite("Exact invariants")
struct InvariantTests {
  private static let words = [
    "--variant", "dense", "--kernel", "5,7", "--shape", "8x9x9", "--versus", "none",
  ]

  private func context(_ table: String, _ words: [String] = words) throws -> GateContext {
    GateContext(
      selection: try select(words), wholeSuite: nil, selectionContext: .fixed,
      settings: PairedSettings(), head: "", base: nil, pinning: "off",
      allowsMissing: false, invariants: table, terminal: Terminal(errorIsTerminal: false))
  }

  private func update(_ table: String, _ words: [String] = words) throws -> Int {
    let written = try InvariantLayer().update(
      context(table, words), selectedBy: SelectionOptions.parse(words))
    return try #require(written).rows
  }

  @Test("a table written here holds here, for every instruction set, and again in the same bytes")
  func roundTrip() throws {
    let folder = try ScratchFolder()
    let table = folder.path + "/new/t.csv"
    #expect(try update(table) == 4)
    let text = try String(contentsOfFile: table, encoding: .utf8)
    #expect(text.split(separator: "\n").count == 5)
    let report = try InvariantLayer().report(context(table))
    #expect(report.outcome == .passed)
    #expect(report.cases.map(\.verdict) == ["unchanged", "unchanged"])
    _ = try update(table)
    #expect(try String(contentsOfFile: table, encoding: .utf8) == text)
    #expect(try InvariantTable.read(table).text == text)
  }

  @Test("each changed figure is named with both values", arguments: InvariantColumn.allCases)
  func changes(column: InvariantColumn) throws {
    let folder = try ScratchFolder()
    let path = folder.path + "/t.csv"
    _ = try update(path)
    var table = try InvariantTable.read(path)
    let row = try #require(table.rows.firstIndex { $0.key == "avx2" })
    var values = table.rows[row].values
    // The last digit alone: nothing is rounded away.
    let old = try #require(values[column])
    values[column] = old + (column == .algorithm ? "+fft" : "1")
    table.rows[row] = InvariantTable.Row(
      key: "avx2", caseID: table.rows[row].caseID, values: values)
    try Data(table.text.utf8).write(to: URL(fileURLWithPath: path))
    let report = try InvariantLayer().report(context(path))
    #expect(report.outcome == .regression)
    let changed = report.cases.filter { $0.verdict == "changed" }
    #expect(changed.map(\.reason) == ["\(column.rawValue) \(values[column] ?? "") → \(old)"])
  }

  @Test("a case without a row is missing, which can be allowed")
  func missing() throws {
    let folder = try ScratchFolder()
    let path = folder.path + "/t.csv"
    _ = try update(path, Self.words + ["--filter", "k5"])
    let report = try InvariantLayer().report(context(path))
    #expect(report.outcome == .incomparable)
    #expect(report.cases.map(\.verdict).sorted() == ["missing", "unchanged"])
  }

  @Test("rows of instruction sets that this machine lacks are kept")
  func foreignRows() throws {
    let foreign = InvariantTable.Row(key: "sve", caseID: "x", values: [:])
    let old = InvariantTable.Row(key: "avx2", caseID: "old", values: [:])
    let new = InvariantTable.Row(key: "avx2", caseID: "new", values: [:])
    let table = InvariantTable(rows: [foreign, old])
    #expect(table.updated(with: [new], replacing: ["avx2"]).rows == [foreign, new])
    #expect(table.updated(with: [new], replacing: []).rows == [foreign, old, new])
  }

  @Test(
    "a damaged table is one complaint",
    arguments: [
      "", "schema,isa\n", "header",
      "schema,isa,case_id,algorithm,params,nominal_macs,"
        + "executed_flops,weight_bytes,workspace_bytes,max_error\n1,avx2\n",
    ])
  func damaged(text: String) throws {
    let folder = try ScratchFolder()
    let path = folder.path + "/t.csv"
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    let error = #expect(throws: CommittedTableError.self) { try InvariantTable.read(path) }
    #expect(error?.exitStatus == .incomparable)
  }

  @Test("a missing table says how to make one")
  func absent() throws {
    let error = #expect(throws: CommittedTableError.self) {
      try InvariantLayer().report(context("/nowhere/t.csv"))
    }
    #expect(error?.description.contains("--update-baselines") == true)
    // What is there and cannot be read is not missing.
    let unreadable = #expect(throws: RecordError.self) {
      try InvariantLayer().report(context("/tmp"))
    }
    #expect(unreadable?.description == "cannot read /tmp: Is a directory")
  }

  @Test("the suite ci has a committed table with a row for every case and common instruction set")
  func committed() throws {
    let table = try InvariantTable.read(repository + "/Benchmarks/Baselines/ci.csv")
    for set in ["avx2", "avx512"] {
      for item in try select(["--suite", "ci", "--isa", "avx2"]).cases {
        let id = item.id.replacing("/avx2/", with: "/\(set)/")
        #expect(table.row(set, caseID: id) != nil, "\(id)")
      }
    }
  }
}
