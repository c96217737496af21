import BenchRecords
import BenchReports
import Testing

@Suite("Summary of a run")
struct SummaryTableTests {
  @Test("shows the fastest algorithm of each problem by map, variant and kernel size")
  func snapshot() throws {
    let summary = SummaryTable(try table(Self.rows), environment: Self.environment)
    let expected = """
      machine: epyc-family25-2c (AMD EPYC)
      threads: 1, 2
      median time of one call, of the fastest algorithm where several were measured
      GFLOP/s counts 2 operations per MAC; the FLOPs of papers are MACs
      cases failed: 1, skipped: 2; the reasons are in results.csv

      96 × 56², batch 1, nhwc, 1 thread, warm
      variant     form      K = 7  K = 31
      dense       direct   250 µs  800 µs
      decomposed  stripes          failed
      peripheral  shared           12.5 s

      96 × 56², batch 1, nhwc, 2 threads, warm
      variant  form      K = 7   K = 51
      dense    direct  skipped  4.20 ms

      """
    #expect(summary.plain() == expected)
  }

  @Test("shows throughput instead, and fits sweeps into blocks")
  func blocks() throws {
    let summary = SummaryTable(
      try table(Self.rows), quantity: .usefulGFLOPS, kernelsPerTable: 1)
    #expect(summary.sections.map(\.tables.count) == [2, 2])
    #expect(summary.sections[0].tables[0].plain().contains("dense    direct   60.0"))
    #expect(summary.markdown().contains("### 96 × 56², batch 1, nhwc, 1 thread, warm"))
    #expect(summary.heading.first == "threads: 1, 2")
  }

  @Test("says what it counts even when there is nothing to show")
  func empty() throws {
    let summary = SummaryTable(try table([]))
    #expect(summary.sections.isEmpty)
    #expect(summary.plain().contains("GFLOP/s counts 2 operations per MAC"))
  }

  @Test("leaves out the peers that other cases are compared with")
  func peers() throws {
    let columns = RatioColumns(peer: "onednn")
    let schema = try RecordSchema(extraColumns: columns.all)
    #expect(RatioColumns.among(schema.columns) == [columns] && columns.title == "vs onednn")
    var text = schema.header
    for (algorithm, median) in [("direct", 8e5), ("onednn", 4e5)] {
      var record = RunRecord(schema: schema, runID: "r", suite: "s", caseID: algorithm)
      let cells: [(CoreColumn, Cell)] = [
        (.variant, "dense"), (.form, "direct"), (.algorithm, .text(algorithm)), (.kernel, 31),
        (.medianNS, .real(median)), (.height, 56), (.width, 56), (.channels, 96),
      ]
      for (column, cell) in cells { record[column] = cell }
      if algorithm == "direct" { record[columns.ratio] = .real(0.5) }
      record.set(status: .ok)
      text += try record.csvLine()
    }
    let table = try RecordTable(bytes: Array(text.utf8), path: "t.csv")
    let summary = SummaryTable(table).plain()
    #expect(summary.contains("800 µs") && !summary.contains("400 µs"))
    let entries = CaseTable.row(try #require(table.rows.first), [columns]).map(\.text)
    #expect(entries.contains("0.500×"))
    #expect(entries.count == CaseTable.columns([columns]).count)
  }

  private struct Entry {
    var variant: String
    var form: String
    var kernel: Int
    var threads = 1
    var status = RecordStatus.ok
    var median: Double?
  }

  private static let rows = [
    Entry(variant: "dense", form: "direct", kernel: 31, median: 4.2e6),
    Entry(variant: "dense", form: "direct", kernel: 31, median: 8e5),
    Entry(variant: "dense", form: "direct", kernel: 31, status: .skipped),
    Entry(variant: "dense", form: "direct", kernel: 7, median: 2.5e5),
    Entry(variant: "decomposed", form: "stripes", kernel: 31, status: .failed, median: 1),
    Entry(variant: "peripheral", form: "shared", kernel: 31, median: 1.25e10),
    Entry(variant: "dense", form: "direct", kernel: 51, threads: 2, median: 4.2e6),
    Entry(variant: "dense", form: "direct", kernel: 7, threads: 2, status: .skipped),
  ]

  private static var environment: RunEnvironment {
    var machine = MachineDescription()
    machine.modelName = "AMD EPYC"
    machine.family = 25
    machine.processorsOnline = 2
    return RunEnvironment(
      runID: "r", suite: "s", startedAt: "", selectionDigest: "", commandLine: [],
      machine: machine, system: SystemDescription())
  }

  private func table(_ entries: [Entry]) throws -> RecordTable {
    let schema = try RecordSchema()
    var text = schema.header
    for (number, entry) in entries.enumerated() {
      var record = RunRecord(schema: schema, runID: "r", suite: "s", caseID: "\(number)")
      let cells: [(CoreColumn, Cell)] = [
        (.variant, .text(entry.variant)), (.form, .text(entry.form)),
        (.kernel, .integer(entry.kernel)), (.threads, .integer(entry.threads)),
        (.medianNS, .measured(entry.median)),
        (.usefulGFLOPS, .measured(entry.median.map { 1.5e7 / $0 })), (.batch, 1),
        (.channels, 96), (.height, 56), (.width, 56), (.layout, "nhwc"), (.cache, "warm"),
      ]
      for (column, cell) in cells { record[column] = cell }
      record.set(status: entry.status)
      text += try record.csvLine()
    }
    return try RecordTable(bytes: Array(text.utf8), path: "t.csv")
  }
}
