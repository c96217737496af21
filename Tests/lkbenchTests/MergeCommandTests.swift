import BenchRecords
import Foundation
import Testing

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

  @Test("folders that are no runs are refused")
  func nothing() throws {
    let tool = try ToolFixture()
    #expect(try tool.call(["merge", "nowhere", "--output", "x"]).status == 64)
    #expect(try tool.call(["merge", "--output", "x"]).status == 64)
  }
}
