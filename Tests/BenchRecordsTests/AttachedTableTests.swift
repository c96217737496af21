import Testing

@testable import BenchRecords

@Suite("Tables beside results.csv")
struct AttachedTableTests {
  @Test("lines carry the identity of their case and empty cells stay empty")
  func appends() throws {
    try withTemporaryFolder { root in
      let folder = try ResultsFolder.create(
        at: root + "/run", schema: Fixture.schema(), environment: Fixture.environment())
      let table = try AttachedTable("layers.csv", in: folder, columns: ["name", "median_ns"])
      try table.append([["dw, large", 1.5], ["keep", .empty]], caseID: "a")
      let text = String(decoding: try contents(root + "/run/layers.csv"), as: UTF8.self)
      #expect(
        text == """
          schema,run_id,case_id,name,median_ns
          1,run-1,a,"dw, large",1.5
          1,run-1,a,keep,

          """)
    }
  }

  @Test("a value that is not finite is refused, and nothing of its case is written")
  func refuses() throws {
    try withTemporaryFolder { root in
      let folder = try ResultsFolder.create(
        at: root + "/run", schema: Fixture.schema(), environment: Fixture.environment())
      let table = try AttachedTable("layers.csv", in: folder, columns: ["median_ns"])
      #expect(throws: RecordError.self) {
        try table.append([[1.0], [.real(.nan)]], caseID: "a")
      }
      let text = String(decoding: try contents(root + "/run/layers.csv"), as: UTF8.self)
      #expect(text == "schema,run_id,case_id,median_ns\n")
    }
  }
}
