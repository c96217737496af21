import BenchModel
import Testing

@testable import BenchRecords

@Suite("Tables read from files")
struct RecordTableTests {
  @Test("reads every row and sample that a folder was given")
  func readsWhatWasWritten() throws {
    try withTemporaryFolder { root in
      let path = root + "/run"
      try Fixture.fullFolder(path)
      let table = try RecordTable(folder: path)
      #expect(table.rows.map(\.caseID) == ["dense/k7", "dense/k9", "größe 51"])
      #expect(table.rows.map(\.status) == [.ok, .skipped, .ok])
      #expect(table.rows[0].integer(.kernel) == 7)
      #expect(table.rows[0].boolean(.verified) == true)
      #expect(table.rows[0].real("papi_page_faults") == 3)
      #expect(table.rows[1].text(.reason) == "needs \"AVX-512\",\nwhich is\u{301} missing")
      #expect(table.rows[1].real(.medianNS) == nil)
      #expect(table.rows[2].real(.medianNS) == 500.125)
      #expect(!table.isTruncated)
      let samples = try SampleTable(folder: path)
      #expect(samples.samples["dense/k7"] == Fixture.samples(2))
      #expect(samples.samples["größe 51"] == Fixture.samples(3, scale: 2))
      #expect(samples.samples["dense/k9"] == nil)
    }
  }

  @Test("keeps columns it does not know, wherever they are")
  func unknownColumns() throws {
    let columns = ["future"] + CoreColumn.allCases.map(\.rawValue)
    let cells = ["x", "1"] + CoreColumn.allCases.dropFirst().map { _ in "" }
    let table = try table(columns, [cells])
    #expect(table.rows[0].text("future") == "x")
    #expect(table.rows[0].text("absent") == nil)
    #expect(table.rows[0].status == nil)
  }

  @Test("a cell with line ends or of great length is shown on one short line")
  func longCell() throws {
    let columns = CoreColumn.allCases.map { column in
      switch column {
      case .schema: "1"
      case .kernel: "\"seven\n" + String(repeating: "x", count: 5000) + "\""
      default: ""
      }
    }
    let text = CoreColumn.allCases.map(\.rawValue).joined(separator: ",") + "\n"
    let error = #expect(throws: RecordError.self) {
      try RecordTable(
        bytes: Array((text + columns.joined(separator: ",") + "\n").utf8), path: "r.csv")
    }
    let message = try #require(error?.description)
    #expect(message.hasPrefix("r.csv, line 2, column kernel: 'seven xxx") && message.count < 200)
    #expect(message.hasSuffix("…' is not a number"))
  }

  @Test("refuses the schema of another version")
  func unknownSchema() {
    let cells = ["2"] + CoreColumn.allCases.dropFirst().map { _ in "" }
    #expect(throws: RecordError.unknownSchema(path: "t.csv", found: "2")) {
      try table(CoreColumn.allCases.map(\.rawValue), [cells])
    }
  }

  @Test("names the core columns that are missing")
  func missingColumns() {
    let columns = CoreColumn.allCases.map(\.rawValue).filter { $0 != "form" && $0 != "p95_ns" }
    let error = RecordError.missingColumns(path: "t.csv", columns: ["form", "p95_ns"])
    #expect(throws: error) { try table(columns, []) }
    #expect(error.description == "t.csv lacks the columns form, p95_ns")
  }

  @Test(
    "names line and column of a cell that does not fit",
    arguments: [
      (CoreColumn.medianNS, "fast"), (.medianNS, "nan"), (.verified, "yes"), (.status, "fine"),
      (.kernel, "1,5"),
    ])
  func wrongCells(column: CoreColumn, text: String) {
    let cells = CoreColumn.allCases.map { $0 == .schema ? "1" : $0 == column ? text : "" }
    let error = #expect(throws: RecordError.self) {
      try table(CoreColumn.allCases.map(\.rawValue), [cells])
    }
    #expect(
      error?.description.contains("t.csv, line 2, column \(column.rawValue): '\(text)'") == true)
  }

  @Test("names the line of a row that is too short")
  func shortRow() {
    let columns = CoreColumn.allCases.map(\.rawValue)
    let expected = RecordError.damaged(
      path: "t.csv", line: 2, what: "it has 2 cells, the header \(columns.count)")
    #expect(throws: expected) { try table(columns, [["1", "2"]]) }
  }

  @Test("refuses a file without a header")
  func emptyFile() {
    let expected = RecordError.damaged(path: "t.csv", line: 1, what: "it has no header")
    #expect(throws: expected) { try RecordTable(bytes: [], path: "t.csv") }
  }

  @Test("refuses samples that are no samples")
  func wrongSamples() {
    let line = CSVText.line(["1", "r", "c", "0", "0", "0", "12", "", "", "", "", ""])
    let error = #expect(throws: RecordError.self) {
      try SampleTable(bytes: Array((SampleLines.header + line).utf8), path: "s.csv")
    }
    #expect(error?.description.contains("s.csv, line 2, column iterations: '0'") == true)
  }

  private func table(_ columns: [String], _ rows: [[String]]) throws -> RecordTable {
    let text = ([columns] + rows).map { CSVText.line($0) }.joined()
    return try RecordTable(bytes: Array(text.utf8), path: "t.csv")
  }
}
