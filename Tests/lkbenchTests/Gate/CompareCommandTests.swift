import BenchModel
import BenchRecords
import Foundation
import Testing

@testable import lkbench

@Suite("lkbench compare", .serialized)
struct CompareCommandTests {
  private struct Run {
    var machine = "one"
    var build = "release"
    /// Times per call by case.
    var cases: [String: [Double]]
    var peak: Double? = 100
  }

  /// Twenty times around `centre`, ±1 %.
  private static func times(_ centre: Double, seed: UInt64 = 1) -> [Double] {
    var generator = SplitMix64(seed: seed)
    return (0..<20).map { _ in centre * (0.99 + 0.02 * generator.unitInterval()) }
  }

  private func write(_ run: Run, to path: String) throws {
    var machine = MachineDescription()
    machine.modelName = run.machine
    let schema = try RecordSchema(extraColumns: ["peak_gflops"])
    let environment = RunEnvironment(
      runID: "r", suite: "s", startedAt: "20260101T000000Z", selectionDigest: "d",
      commandLine: ["lkbench"], machine: machine, system: SystemDescription(),
      details: ["build_configuration": run.build])
    let folder = try ResultsFolder.create(at: path, schema: schema, environment: environment)
    for (id, times) in run.cases.sorted(by: { $0.key < $1.key }) {
      var record = RunRecord(schema: schema, runID: "r", suite: "s", caseID: id)
      record.set(status: times.isEmpty ? .skipped : .ok, reason: times.isEmpty ? "no" : nil)
      record[.samples] = .integer(times.count)
      record["peak_gflops"] = .measured(run.peak)
      let samples = times.enumerated().map { order, time in
        Sample(
          order: order, iterations: 2, elapsedNanoseconds: 2 * time, noise: NoiseEvidence())
      }
      try folder.append(record, samples: samples)
    }
  }

  private func compare(
    _ base: Run, _ head: Run, _ options: [String] = []
  ) throws -> ToolFixture.Result {
    let tool = try ToolFixture()
    try write(base, to: tool.path("a"))
    try write(head, to: tool.path("b"))
    return try tool.call(["compare", "a", "b"] + options)
  }

  @Test("tells slower, faster and same, and fails for none of them")
  func verdicts() throws {
    let base = Run(cases: [
      "slow": Self.times(100), "fast": Self.times(100), "same": Self.times(100),
    ])
    let head = Run(cases: [
      "slow": Self.times(110, seed: 2), "fast": Self.times(80, seed: 3),
      "same": Self.times(100, seed: 4),
    ])
    let result = try compare(base, head)
    #expect(result.status == 0, "\(result.errors)")
    for line in ["regression", "improvement", "same"] { #expect(result.output.contains(line)) }
    #expect(result.output.contains("never gates"))
  }

  @Test("a case that one run lacks fails with 5 unless that is allowed, whichever run it is")
  func missing() throws {
    let both = Run(cases: ["x": Self.times(1), "y": Self.times(1)])
    let one = Run(cases: ["x": Self.times(1)])
    for (base, head) in [(both, one), (one, both)] {
      let result = try compare(base, head)
      #expect(result.status == 5)
      #expect(result.output.contains("missing in"))
      #expect(try compare(base, head, ["--allow-missing"]).status == 0)
    }
    let skipped = Run(cases: ["x": Self.times(1), "y": []])
    #expect(try compare(both, skipped).status == 5)
    #expect(try compare(skipped, skipped).status == 0)
  }

  @Test("machines that differ are compared relative to their peaks, and only where that is allowed")
  func machines() throws {
    let slow = Run(machine: "old", cases: ["x": Self.times(200)], peak: 50)
    let fast = Run(machine: "new", cases: ["x": Self.times(100, seed: 2)], peak: 100)
    let refused = try compare(slow, fast)
    #expect(refused.status == 5)
    #expect(refused.errors.contains("not comparable"))
    let result = try compare(slow, fast, ["--allow-different-machines"])
    #expect(result.status == 0)
    #expect(result.output.contains("same") && result.output.contains("peak_gflops"))
    let unknown = Run(machine: "new", cases: ["x": Self.times(1)], peak: nil)
    #expect(try compare(slow, unknown, ["--allow-different-machines"]).status == 5)
  }

  @Test("a debug build is not compared with a release build")
  func builds() throws {
    let debug = Run(build: "debug", cases: ["x": Self.times(1)])
    #expect(try compare(debug, Run(cases: ["x": Self.times(1)])).status == 5)
  }

  @Test("folders that are none, and runs with nothing in common, are refused")
  func refusals() throws {
    let tool = try ToolFixture()
    #expect(try tool.call(["compare", "nowhere", "nothing"]).status == 74)
    #expect(try tool.call(["compare", "nowhere"]).status == 64)
    let result = try compare(
      Run(cases: ["x": Self.times(1)]), Run(cases: ["y": Self.times(1)]), ["--allow-missing"])
    #expect(result.status == 5)
  }
}
