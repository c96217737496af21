import BenchRecords
import Foundation
import Testing

@testable import lkbench

@Suite("lkbench merge", .serialized)
struct MergeCommandTests {
  @Test("two shards joined are the whole selection, in its order")
  func shards() throws {
    let tool = try ToolFixture()
    let arguments = ["--suite", "smoke", "--counters", "off", "--quiet"]
    for shard in 1...2 {
      let result = try tool.call(
        ["run"] + arguments
          + [
            "--shard", "\(shard)/2", "--output", "part\(shard)", "--repetitions", "1", "--min-time",
            "1us", "--pin", "off",
          ])
      #expect(result.status == 0, "\(result.errors)")
    }
    let half = try tool.call(["merge", "part1", "--output", "half"])
    #expect(half.status == 0 && half.output.contains("missing"), "\(half.errors)")
    let result = try tool.call(["merge", "part1", "part2", "--output", "all"])
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output == "12 rows in all\n")
    let table = try RecordTable(folder: tool.path("all"))
    #expect(table.rows.map(\.caseID) == (try RunEnvironment.read(folder: tool.path("all")).cases))
    #expect(table.rows.count == 12)
    // The same rows twice are refused, and so is a folder that is taken.
    #expect(try tool.call(["merge", "part1", "part1", "--output", "twice"]).status == 5)
    #expect(try tool.call(["merge", "part1", "part2", "--output", "all"]).status == 64)
  }

  @Test("every column that no clock touches is that of a run that was not split")
  func sameRows() throws {
    let tool = try ToolFixture()
    let words = [
      "--suite", "smoke", "--counters", "off", "--quiet", "--repetitions", "2", "--min-time", "1us",
      "--pin", "off",
    ]
    let parts: [(String, String?)] = [
      ("single", nil), ("a", "1/3"), ("b", "2/3"), ("c", "3/3"),
    ]
    for (name, shard) in parts {
      let part = shard.map { ["--shard", $0] } ?? []
      let result = try tool.call(["run"] + words + part + ["--output", tool.path(name)])
      #expect(result.status == 0, "\(result.errors)")
    }
    // In any order of the parts.
    let merged = try tool.call(["merge", "c", "a", "b", "--output", "all"])
    #expect(merged.status == 0, "\(merged.errors)")
    let exact: [CoreColumn] = [
      .caseID, .variant, .form, .algorithm, .isa, .layout, .threads, .cache, .batch, .channels,
      .height, .width, .kernel, .stripe, .sparsity, .grid, .status, .reason, .verified, .maxError,
      .errorBound, .params, .weightBytes, .nominalMACs, .usefulMACs, .executedFLOPs,
      .compulsoryBytes, .workspaceBytes, .samples, .arithmeticIntensity, .repro,
    ]
    func cells(_ name: String) throws -> [[String?]] {
      try RecordTable(folder: tool.path(name)).rows.map { row in exact.map { row.text($0) } }
    }
    let whole = try cells("single")
    #expect(whole.count == 12)
    #expect(try cells("all") == whole)
    #expect(
      try SampleTable(folder: tool.path("all")).samples.mapValues(\.count)
        == SampleTable(folder: tool.path("single")).samples.mapValues(\.count))
  }

  @Test("the newest ceilings of the parts come along, unless the machines differ")
  func ceilings() throws {
    let tool = try ToolFixture()
    let words = ["--variant", "dense", "--kernel", "7,9", "--shape", "8x9x9"]
    for shard in 1...2 {
      let part = ["--shard", "\(shard)/2", "--output", tool.path("part\(shard)")]
      let result = try tool.call(
        ["run"] + words + part + ["--repetitions", "1", "--min-time", "1us", "--pin", "off"])
      #expect(result.status == 0, "\(result.errors)")
    }
    let fingerprint = try RunEnvironment.read(folder: tool.path("part1")).machineFingerprint
    let table = MadeUpCeilings.table(fingerprint: fingerprint)
    try CeilingStore.of(folder: tool.path("part2")).save(table)
    let joined = try tool.call(["merge", "part1", "part2", "--output", "all"])
    #expect(joined.status == 0, "\(joined.errors)")
    let copy = try CeilingStore.of(folder: tool.path("all")).load(fingerprint: fingerprint)
    #expect(copy == table)
    // Ceilings of another machine than the rows are none.
    try CeilingStore.of(folder: tool.path("part2")).save(MadeUpCeilings.table(fingerprint: "x"))
    let without = try tool.call(["merge", "part1", "part2", "--output", "other"])
    #expect(without.status == 0 && without.errors.contains("another machine"))
    let path = CeilingStore.of(folder: tool.path("other")).path
    #expect(!FileManager.default.fileExists(atPath: path))
  }

  @Test("folders that are no runs are refused")
  func nothing() throws {
    let tool = try ToolFixture()
    #expect(try tool.call(["merge", "nowhere", "--output", "x"]).status == 64)
    #expect(try tool.call(["merge", "--output", "x"]).status == 64)
  }
}
