import BenchModel
import Foundation
import Synchronization
import Testing

@testable import BenchRecords

@Suite("Sinks of text")
struct SinkTests {
  @Test("prints the rows of the table, header first")
  func csv() throws {
    let printed = Mutex("")
    let output = TextOutput { text in printed.withLock { $0 += text } }
    var sink = CSVTextSink(output: output)
    var expected: [UInt8] = []
    try withTemporaryFolder { path in
      let folder = try ResultsFolder.create(
        at: path, schema: Fixture.schema(), environment: Fixture.environment())
      for (record, samples) in Fixture.cases(folder) {
        try folder.write(record, samples: samples)
        try sink.write(record, samples: samples)
      }
      try sink.finish()
      expected = try contents(path + "/results.csv")
    }
    #expect(Array(printed.withLock(\.self).utf8) == expected)
  }

  @Test("prints one JSON object per line, null where nothing was measured")
  func jsonLines() throws {
    let printed = Mutex("")
    let output = TextOutput { text in printed.withLock { $0 += text } }
    var sink = JSONLinesSink(output: output)
    var record = RunRecord(schema: try RecordSchema(), runID: "r", suite: "s", caseID: "a/\"b\"\n")
    record[.medianNS] = 1.5
    record[.verified] = true
    try sink.write(record, samples: [])
    let text = printed.withLock(\.self)
    #expect(
      text.hasPrefix(#"{"schema":1,"run_id":"r","suite":"s","case_id":"a/\"b\"\n","variant":null,"#)
    )
    #expect(text.hasSuffix("}\n"))
    let object = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
    #expect(object?["median_ns"] as? Double == 1.5)
    #expect(object?["verified"] as? Bool == true)
    #expect(object?["case_id"] as? String == "a/\"b\"\n")
    #expect(object?.count == CoreColumn.allCases.count)
  }

  @Test("passes on that its output cannot be written")
  func failingOutput() throws {
    let failure = RecordError.fileOperation(
      action: "write to", path: "standard output", reason: "Broken pipe")
    var sink = CSVTextSink(output: TextOutput { _ throws(RecordError) in throw failure })
    let record = RunRecord(schema: try RecordSchema(), runID: "r", suite: "s", caseID: "c")
    #expect(throws: failure) { try sink.write(record, samples: []) }
  }
}
