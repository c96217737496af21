import BenchModel
import Testing

@testable import BenchRecords

@Suite("Cells and columns")
struct CellAndSchemaTests {
  @Test(
    "prints values without locale, with the fewest digits that read back",
    arguments: [
      (Cell.empty, ""), (.integer(-3), "-3"), (.real(0.1), "0.1"), (.real(1e-7), "1e-07"),
      (.real(1_234_567.5), "1234567.5"), (.boolean(true), "true"), (.boolean(false), "false"),
      (.text("a"), "a"),
    ])
  func plainText(cell: Cell, expected: String) {
    #expect(cell.plainText == expected)
  }

  @Test("reads every real back as it was")
  func realsRoundTrip() {
    for value in [0.1 + 0.2, .pi, .leastNonzeroMagnitude, .greatestFiniteMagnitude, -0.0, 1e22] {
      #expect(Double(Cell.real(value).plainText)?.bitPattern == value.bitPattern)
    }
  }

  @Test(
    "quotes what readers would take apart",
    arguments: [
      ("plain text", "plain text"), ("a,b", "\"a,b\""), ("say \"hi\"", "\"say \"\"hi\"\"\""),
      ("two\nlines", "\"two\nlines\""), (" lead", "\" lead\""), ("", ""), ("é", "\"é\""),
    ])
  func quoting(cell: String, expected: String) {
    #expect(CSVText.quoted(cell) == expected)
  }

  @Test("has the columns of the published table, in its order, around the metrics")
  func columns() throws {
    let published = """
      schema,run_id,suite,case_id,variant,form,algorithm,isa,layout,threads,cache,batch,channels,\
      height,width,kernel,stripe,sparsity,grid,status,reason,verified,max_error,error_bound,params,\
      weight_bytes,nominal_macs,useful_macs,executed_flops,compulsory_bytes,workspace_bytes,\
      peak_rss_bytes,prepare_ns,samples,iterations,min_ns,median_ns,p95_ns,ci_low_ns,ci_high_ns,\
      mad_ns,useful_gflops,nominal_gflops,peak_fraction,roof_fraction,arithmetic_intensity,\
      papi_page_faults,papi_page_faults_status,stop_reason,repro

      """
    #expect(try Fixture.schema().header == published)
    let samples = """
      schema,run_id,case_id,sample,order,iterations,elapsed_ns,steal_ns,involuntary_switches,\
      voluntary_switches,minor_faults,major_faults

      """
    #expect(SampleLines.header == samples)
  }

  @Test("refuses two columns of one name")
  func duplicateColumns() {
    #expect(throws: RecordError.duplicateColumn(name: "papi_page_faults")) {
      try RecordSchema(metrics: [Fixture.metric, Fixture.metric])
    }
    #expect(throws: RecordError.duplicateColumn(name: "kernel")) {
      try RecordSchema(extraColumns: ["kernel"])
    }
  }

  @Test("fills the columns of a summary and of metrics")
  func recordColumns() throws {
    var record = RunRecord(
      schema: try Fixture.schema(), runID: "r", suite: "s", caseID: "c")
    record.set(summary: Fixture.summary(samples: 8, median: 100))
    record.set(metrics: [Metric(descriptor: Fixture.metric, value: nil, status: .denied)])
    #expect(record[.schema] == 1)
    #expect(record[.samples] == 8)
    #expect(record[.iterations] == 32)
    #expect(record.real(.medianNS) == 100)
    #expect(record.real(.ciLowNS) == 95)
    #expect(record["stop_reason"] == "precision")
    #expect(record["papi_page_faults"] == .empty)
    #expect(record["papi_page_faults_status"] == "denied")
    #expect(record[.usefulGFLOPS] == .empty)
  }

  @Test("names the column that holds no number", arguments: [Double.nan, .infinity])
  func refusesNonFinite(value: Double) throws {
    var record = RunRecord(
      schema: try Fixture.schema(), runID: "r", suite: "s", caseID: "c")
    record[.maxError] = .real(value)
    let expected = RecordError.notFinite(
      column: "max_error", caseID: "c", value: value.description)
    #expect(throws: expected) { try record.csvLine() }
  }

  @Test("ends the process where a column does not exist")
  func unknownColumn() async {
    await #expect(processExitsWith: .failure) {
      var record = RunRecord(
        schema: try RecordSchema(), runID: "r", suite: "s", caseID: "c")
      record["speed"] = 1
    }
  }
}
