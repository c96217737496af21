import BenchModel
import BenchRecords
import BenchReports
import Foundation
import Synchronization
import Testing

@Suite("Formats of other tools")
struct AdapterTests {
  @Test("Google Benchmark: the fields that its readers ask for, one median per case")
  func googleBenchmark() throws {
    let file = try object(from: "google-benchmark")
    #expect(Set(file.keys) == ["context", "benchmarks"])
    let context = try #require(file["context"] as? [String: Any])
    #expect(context["json_schema_version"] as? Int == 1)
    #expect(context["date"] as? String == "2026-01-31T14:25:00Z")
    #expect(context["num_cpus"] as? Int == 2)
    #expect(context["library_build_type"] as? String == "release")
    let caches = try #require(context["caches"] as? [[String: Any]])
    #expect(Set(try #require(caches.first).keys) == ["type", "level", "size", "num_sharing"])
    let entries = try #require(file["benchmarks"] as? [[String: Any]])
    let entry = try #require(entries.first)
    #expect(entries.count == 1)
    let fields = [
      "name", "family_index", "per_family_instance_index", "run_name", "run_type", "repetitions",
      "threads", "aggregate_name", "aggregate_unit", "iterations", "real_time", "cpu_time",
      "time_unit",
    ]
    #expect(fields.allSatisfy { entry[$0] != nil })
    #expect(entry["name"] as? String == "dense/k7 \"a\"_median")
    #expect(entry["run_name"] as? String == "dense/k7 \"a\"")
    #expect(entry["run_type"] as? String == "aggregate")
    #expect(entry["aggregate_name"] as? String == "median")
    #expect(entry["time_unit"] as? String == "ns")
    #expect(entry["real_time"] as? Double == 5e5 && entry["cpu_time"] as? Double == 5e5)
    #expect(entry["threads"] as? Int == 2 && entry["repetitions"] as? Int == 9)
    #expect(entry["ci_low_ns"] as? Double == 4.9e5)
    #expect((context["lkbench_cpu_time"] as? String)?.contains("only wall time") == true)
  }

  @Test("Google Benchmark: cases without a time are named with their reason, not timed as 0")
  func notMeasured() throws {
    let context = try #require(try object(from: "google-benchmark")["context"] as? [String: Any])
    let others = try #require(context["lkbench_not_measured"] as? [[String: String]])
    #expect(
      others == [
        ["name": "skipped", "status": "skipped", "reason": "no such kernel"],
        ["name": "failed", "status": "failed", "reason": "error 3 over bound 2"],
      ])
  }

  @Test("customSmallerIsBetter: name, unit, value, range and extra")
  func smallerIsBetter() throws {
    let text = try printed(by: "smaller-is-better", records())
    let entries = try #require(
      try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [[String: Any]])
    let entry = try #require(entries.first)
    #expect(entries.count == 1)
    #expect(Set(entry.keys) == ["name", "unit", "value", "range", "extra"])
    #expect(entry["name"] as? String == "dense/k7 \"a\"")
    #expect(entry["unit"] as? String == "ns" && entry["value"] as? Double == 5e5)
    #expect(entry["range"] as? String == "± 12.5 %")
    #expect(entry["extra"] as? String == "algorithm: direct\nthreads: 2\nsamples: 9")
  }

  @Test("Bencher: the measure latency with both bounds, in nanoseconds")
  func bencher() throws {
    let file = try object(from: "bmf")
    #expect(Array(file.keys) == ["dense/k7 \"a\""])
    let measures = try #require(file.values.first as? [String: [String: Double]])
    #expect(
      measures == ["latency": ["value": 5e5, "lower_value": 4.9e5, "upper_value": 5.625e5]])
  }

  @Test(
    "a run without a single time is still valid JSON, with nothing in it",
    arguments: [("google-benchmark", "benchmarks"), ("smaller-is-better", nil), ("bmf", nil)])
  func nothing(format: String, key: String?) throws {
    let skipped = try records().filter { $0.status != .ok }
    for list in [[], skipped] {
      let text = try printed(by: format, list)
      #expect(text.hasSuffix("\n"))
      let value = try JSONSerialization.jsonObject(with: Data(text.utf8))
      let content = key.flatMap { (value as? [String: Any])?[$0] } ?? value
      let count = (content as? [Any])?.count ?? (content as? [String: Any])?.count
      #expect(count == 0, "\(format): \(text)")
    }
  }

  @Test(
    "a value that is no number is refused by every format for programs",
    arguments: SinkCatalog.all.map(\.id).filter { !["console", "markdown"].contains($0) })
  func notFinite(format: String) throws {
    var record = try records()[0]
    record[.medianNS] = .real(.infinity)
    #expect(throws: RecordError.self) { try printed(by: format, [record]) }
  }

  private func object(from format: String) throws -> [String: Any] {
    let text = try printed(by: format, records())
    return try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  private func printed(by format: String, _ records: [RunRecord]) throws -> String {
    let printed = Mutex("")
    let output = TextOutput { text in printed.withLock { $0 += text } }
    var machine = MachineDescription()
    machine.processorsOnline = 2
    machine.caches = [CacheDescription(level: 1, kind: "Data", bytes: 32768, sharedBy: "0")]
    let environment = RunEnvironment(
      runID: "r", suite: "s", startedAt: "20260131T142500Z", selectionDigest: "",
      commandLine: ["lkbench"], machine: machine, system: SystemDescription(),
      details: ["build_configuration": "release"])
    let description = try #require(SinkCatalog.sink(named: format))
    var sink = description.make(SinkContext(output: output, environment: environment))
    for record in records { try sink.write(record, samples: []) }
    try sink.finish()
    return printed.withLock(\.self)
  }

  private func records() throws -> [RunRecord] {
    let schema = try RecordSchema()
    var measured = RunRecord(schema: schema, runID: "r", suite: "s", caseID: "dense/k7 \"a\"")
    measured.set(status: .ok)
    measured.set(
      summary: Summary(
        samples: 9, iterations: 90, minimum: 4.9e5, median: 5e5, p95: 6e5,
        medianInterval: 4.9e5...5.625e5, medianAbsoluteDeviation: 1e3, stopReason: .budget))
    measured[.algorithm] = "direct"
    measured[.threads] = 2
    var skipped = RunRecord(schema: schema, runID: "r", suite: "s", caseID: "skipped")
    skipped.set(status: .skipped, reason: "no such kernel")
    var failed = RunRecord(schema: schema, runID: "r", suite: "s", caseID: "failed")
    failed.set(status: .failed, reason: "error 3 over bound 2")
    return [measured, skipped, failed]
  }
}
