import BenchHarness
import BenchRecords
import Foundation
import Testing

@testable import lkbench

@Suite("lkbench network", .serialized)
struct NetworkCommandTests {
  /// A quarter of the widths of ConvNeXt-T on a tiny input: the figures mean nothing.
  private static let small = [
    "network", "--model", "convnext-t", "--width", "0.25", "--input", "64", "--repetitions", "1",
    "--pin", "off",
  ]

  /// The data lines of a table, cells split at commas: none of ours needs quotes.
  private static func lines(_ path: String) throws -> [[String]] {
    try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
      .map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
  }

  @Test("leaves a row per network and a line per layer, all verified")
  func measures() throws {
    let tool = try ToolFixture()
    let result = try tool.call(
      Self.small + [
        "--variant", "dense,sparse", "--kernel", "7,13-11-9-7", "--threads", "1,2", "--output", "r",
      ])
    #expect(result.status == 0, "\(result.errors)")
    let table = try RecordTable(folder: tool.path("r"))
    #expect(table.rows.count == 8)
    // Where this process may use one CPU, two threads are skipped.
    let cpus = try CPUAffinity().allowedCPUs.count
    let (measured, skipped) = (
      try table.rows.filter { try #require($0.integer(.threads)) <= cpus },
      try table.rows.filter { try #require($0.integer(.threads)) > cpus }
    )
    for row in skipped { #expect(row.text(.reason) == "needs 2 CPUs, and 1 is allowed") }
    for row in measured {
      #expect(row.status == .ok && row.boolean(.verified) == true, "\(row.caseID)")
      let share = try #require(row.real("depthwise_share"))
      #expect(share > 0 && share < 1)
      #expect((row.integer(.kernel) == nil) == (row.text("kernels") == "13-11-9-7"))
    }
    #expect(table.rows.first?.text(.suite) == "network-convnext-t")
    #expect(result.output.contains("13-11-9-7") && result.errors.contains("results in r;"))

    let layers = try Self.lines(tool.path("r/layers.csv"))
    let header = try #require(layers.first)
    let (id, share) = (
      try #require(header.firstIndex(of: "case_id")), try #require(header.firstIndex(of: "share"))
    )
    for row in measured {
      let own = layers.filter { $0[id] == row.caseID }
      #expect(own.count > 150)
      let sum = own.reduce(0) { $0 + (Double($1[share]) ?? 0) }
      #expect(abs(sum - 1) < 1e-9)
    }
  }

  @Test("a row's own command measures the same case")
  func repeats() throws {
    let tool = try ToolFixture()
    let result = try tool.call(
      Self.small + ["--variant", "decomposed", "--form", "stripes", "--kernel", "9", "--quiet"]
        + ["--output", "a"])
    #expect(result.status == 0, "\(result.errors)")
    let row = try #require(try RecordTable(folder: tool.path("a")).rows.first)
    let words = try #require(row.text(.repro)).split(separator: " ").map(String.init)
    let again = try tool.call(words.dropFirst() + ["--dry-run"])
    #expect(again.output.trimmingCharacters(in: .whitespacesAndNewlines) == row.caseID)
  }

  @Test(
    "one clear line for each wrong option",
    arguments: [
      ["--model", "convnext-q"], ["--model", "convnext-t", "--kernel", "8"],
      ["--model", "convnext-t", "--kernel", "7-7"], ["--model", "convnext-t", "--variant", "thin"],
      ["--model", "convnext-t", "--form", "cross"], ["--model", "convnext-t", "--threads", "0"],
      ["--model", "convnext-t", "--algorithm", "magic"],
      ["--model", "convnext-t", "--verify-input", "x"],
    ])
  func complains(_ words: [String]) throws {
    let tool = try ToolFixture()
    let result = try tool.call(["network"] + words)
    #expect(result.status == 64, "\(words): \(result.errors)")
    #expect(result.errors.split(separator: "\n").count == 1, "\(result.errors)")
    #expect(!FileManager.default.fileExists(atPath: tool.path("results")))
  }

  @Test("an algorithm that declines a layer is a skipped row with the layer's name")
  func skips() throws {
    let tool = try ToolFixture()
    let result = try tool.call(
      Self.small + ["--algorithm", "box-sums", "--kernel", "7", "--output", "r"])
    #expect(result.status == 0, "\(result.errors)")
    let row = try #require(try RecordTable(folder: tool.path("r")).rows.first)
    #expect(row.status == .skipped)
    #expect(row.text(.reason)?.contains("stages.0.blocks.0") == true)
  }

  @Test("kernel lists of sizes, ranges and schedules")
  func readsKernels() {
    #expect(KernelSchedule.list(["7", "9:13"]) == ["7", "9", "11", "13"])
    #expect(KernelSchedule.list(["51-49-47-13"]) == ["51,49,47,13"])
    #expect(KernelSchedule.list(["8"]) == nil)
    #expect(KernelSchedule.list(["7-"]) == nil)
    #expect(KernelSchedule.text([[7], [7]]) == "7")
    #expect(KernelSchedule.text([[3], [13, 3]]) == "3-13/3")
  }
}
