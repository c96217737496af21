import BenchRecords
import ConvModel
import Foundation
import Testing

@testable import lkbench

/// A committed run of 32 cases, all of them ok.
let referenceRun = URL(fileURLWithPath: #filePath)
  .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  .appendingPathComponent("results/reference-epyc-zen4-threads").path

@Suite("lkbench export")
struct ExportCommandTests {
  @Test("the rows of a folder print again as they are stored")
  func csv() throws {
    let tool = try ToolFixture()
    let result = try tool.call(["export", referenceRun, "--format", "csv"])
    #expect(result.status == 0, "\(result.errors)")
    let stored = try Data(contentsOf: URL(fileURLWithPath: referenceRun + "/results.csv"))
    #expect(Data(result.output.utf8) == stored)
  }

  @Test("a file is written whole, and nothing beside it")
  func file() throws {
    let tool = try ToolFixture()
    let path = tool.path("bench.json")
    let result = try tool.call(["export", referenceRun, "--format", "bmf", "--output", path])
    #expect(result.status == 0 && result.output.isEmpty, "\(result.errors)")
    let value = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: path)))
    #expect((value as? [String: Any])?.count == 32)
    #expect(try FileManager.default.contentsOfDirectory(atPath: tool.folder) == ["bench.json"])
  }

  @Test("a run prints in the format of another tool too, skipped cases left out and counted")
  func run() throws {
    let tool = try ToolFixture()
    let words = [
      "--variant", "dense", "--kernel", "7", "--shape", "8x9x9", "--algorithm", "direct,box-sums",
      "--repetitions", "1", "--min-time", "1us", "--pin", "off", "--output", tool.path("out"),
    ]
    let printed = try tool.call(["run", "--format", "smaller-is-better"] + words)
    #expect(printed.status == 0, "\(printed.errors)")
    let exported = try tool.call([
      "export", tool.path("out"), "--format", "smaller-is-better", "--color", "never",
    ])
    #expect(exported.output == printed.output)
    #expect(exported.errors.contains("have no time: 0 failed, 1 skipped"))
    let json = try JSONSerialization.jsonObject(with: Data(printed.output.utf8))
    #expect((json as? [Any])?.count == 1)
  }

  @Test("what cannot be done is one line with its status")
  func refusals() throws {
    let tool = try ToolFixture()
    let format = try tool.call(["export", referenceRun, "--format", "xml"])
    #expect(format.status == 64 && format.errors.contains("expected one of console, markdown"))
    let nowhere = try tool.call(["export", tool.path("nowhere"), "--format", "bmf"])
    #expect(nowhere.status == 74 && nowhere.errors.split(separator: "\n").count == 1)
    let output = tool.path("no/such/folder.json")
    let place = try tool.call(["export", referenceRun, "--format", "bmf", "--output", output])
    #expect(place.status == 74 && place.errors.split(separator: "\n").count == 1)
  }
}

@Suite("lkbench history")
struct HistoryCommandTests {
  @Test("a folder is appended once, and shown as text, JSON and CSV")
  func life() throws {
    let tool = try ToolFixture()
    let path = tool.path("trend.csv")
    let append = ["history", "append", referenceRun, "--history", path]
    let first = try tool.call(append)
    #expect(first.status == 0 && first.output.hasPrefix("32 values added"), "\(first.errors)")
    #expect(try tool.call(append).output.hasPrefix("0 values added to \(path), 32 known"))
    let text = try tool.call(["history", "show", path])
    #expect(text.status == 0, "\(text.errors)")
    #expect(
      text.output == "32 series: 0 with a change, 0 without, 32 too short (fewer than 6 points)\n")
    let json = try tool.call([
      "history", "show", path, "--format", "json", "--case", "96x56x56/k31",
    ])
    let file = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any]
    #expect((file?["series"] as? [Any])?.count == 2)
    let csv = try tool.call(["history", "show", path, "--format", "csv"])
    #expect(csv.output == (try String(contentsOfFile: path, encoding: .utf8)))
  }

  @Test("what cannot be done is one line with its status")
  func refusals() throws {
    let tool = try ToolFixture()
    let path = tool.path("trend.csv")
    func call(_ words: String...) throws -> ToolFixture.Result {
      let result = try tool.call(["history"] + words)
      #expect(result.errors.split(separator: "\n").count == 1, "\(result.errors)")
      return result
    }
    #expect(try call("show", path).status == 74)
    let metric = try call("append", referenceRun, "--history", path, "--metric", "median")
    #expect(metric.status == 64 && metric.errors.contains("nearest: median_ns"))
    #expect(try call("append", tool.path("nowhere"), "--history", path).status == 74)
    // Nothing was written by what failed.
    #expect(!FileManager.default.fileExists(atPath: path))
    #expect(try tool.call(["history", "append", referenceRun, "--history", path]).status == 0)
    #expect(try call("show", path, "--case", "k32").status == 64)
    #expect(try call("show", path, "--last", "0").status == 64)
    #expect(try call("show", path, "--min-change", "five").status == 64)
  }
}

@Suite("lkbench baseline")
struct BaselineCommandTests {
  @Test("saved, listed, shown and removed")
  func life() throws {
    let tool = try ToolFixture()
    let saved = try tool.call(["baseline", "save", "before", referenceRun])
    #expect(saved.status == 0, "\(saved.errors)")
    #expect(saved.output.hasSuffix("/.lkbench/baselines/before\n"))
    let list = try tool.call(["baseline", "list", "--format", "json"])
    let rows = try JSONSerialization.jsonObject(with: Data(list.output.utf8))
    let row = try #require((rows as? [[String: String]])?.first)
    #expect(row["baseline"] == "before" && row["suite"] == "threads" && row["rows"] == "32")
    #expect(row["commit"] == "176486f867b5")
    let shown = try tool.call(["baseline", "show", "before"])
    #expect(shown.output.contains("96 × 56², batch 1, nhwc, 2 threads, warm"), "\(shown.output)")
    #expect(try tool.call(["baseline", "save", "before", referenceRun]).status == 64)
    #expect(try tool.call(["baseline", "save", "before", referenceRun, "--replace"]).status == 0)
    #expect(try tool.call(["baseline", "rm", "before"]).status == 0)
    #expect(try tool.call(["baseline", "list"]).output.split(separator: "\n").count == 1)
  }

  @Test("a missing baseline ends with 5, damaged results with 74, each with one line")
  func refusals() throws {
    let tool = try ToolFixture()
    for words in [["show", "x"], ["rm", "x"]] {
      let result = try tool.call(["baseline"] + words + ["--baselines", tool.path("b")])
      #expect(result.status == 5 && result.errors.split(separator: "\n").count == 1)
      #expect(result.errors.contains("there is no baseline 'x' in \(tool.path("b"))"))
    }
    let damaged = try tool.call(["baseline", "save", "x", tool.folder])
    #expect(damaged.status == 74 && damaged.errors.split(separator: "\n").count == 1)
    #expect(try tool.call(["baseline", "save", "../x", referenceRun]).status == 64)
  }

  @Test("the project is the nearest folder with baselines or a repository")
  func project() throws {
    let tool = try ToolFixture()
    let inner = tool.path("a/b")
    try FileManager.default.createDirectory(atPath: inner, withIntermediateDirectories: true)
    let standard = BaselineStore.standardFolder
    #expect(BaselineOptions.projectFolder(inner) == "\(inner)/\(standard)")
    try FileManager.default.createDirectory(
      atPath: tool.path("a/.git"), withIntermediateDirectories: true)
    #expect(BaselineOptions.projectFolder(inner) == "\(tool.path("a"))/\(standard)")
    try FileManager.default.createDirectory(
      atPath: "\(inner)/\(standard)", withIntermediateDirectories: true)
    #expect(BaselineOptions.projectFolder(inner) == "\(inner)/\(standard)")
  }
}

@Suite("lkbench list networks")
struct ListNetworksTests {
  @Test("every network has its stages, its input and its source, in text and in JSON")
  func networks() throws {
    let tool = try ToolFixture()
    let text = try tool.call(["list", "networks"])
    #expect(text.status == 0, "\(text.errors)")
    let lines = text.output.split(separator: "\n")
    #expect(
      lines.first?.split(separator: " ") == [
        "network", "depths", "widths", "kernels", "input", "source",
      ])
    let listed = try tool.call(["list", "networks", "--format", "json"])
    let rows = try #require(
      try JSONSerialization.jsonObject(with: Data(listed.output.utf8)) as? [[String: String]])
    #expect(rows.count == lines.count - 1)
    let known = try NetworkFolder(SelectionContext.fixed.folder).networks().map(\.id)
    #expect(rows.map { $0["network"] } == known)
    let slak = try #require(rows.first { $0["network"] == "slak-t" })
    #expect(slak["depths"] == "3-3-9-3" && slak["input"] == "224x224")
    #expect(slak["widths"] == "96-192-384-768" && slak["kernels"] == "51-49-47-13")
    #expect(slak["source"]?.isEmpty == false)
  }
}
