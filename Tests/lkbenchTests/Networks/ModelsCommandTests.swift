import BenchRecords
import Foundation
import Testing

@testable import lkbench

@Suite("lkbench models", .serialized)
struct ModelsCommandTests {
  @Test("lists every network with its totals")
  func list() throws {
    let tool = try ToolFixture()
    let result = try tool.call(["models"])
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output.contains("the papers call them FLOPs"))
    #expect(result.output.contains("28 589 128") && result.output.contains("79 864 168"))
  }

  @Test("--published lists all rows and succeeds")
  func published() throws {
    let tool = try ToolFixture()
    let result = try tool.call(["models", "--published", "--format", "csv"])
    #expect(result.status == 0, "\(result.errors)")
    let rows = try CSVFile(Array(result.output.utf8), path: "stdout").rows
    #expect(rows.count == 119)
    #expect(rows.allSatisfy { $0.cells.count == rows[0].cells.count })
  }

  @Test("one network comes in every merge level, with its published figures below")
  func model() throws {
    let tool = try ToolFixture()
    let result = try tool.call(["models", "--model", "replknet-31b"])
    #expect(result.status == 0, "\(result.errors)")
    for level in ["train", "operators", "folded", "merged"] {
      #expect(result.output.contains("replknet-31b  \(level)"), "\(level)")
    }
    #expect(result.output.contains("79.864168"))
  }

  @Test("JSON has every column as a number or text")
  func json() throws {
    let tool = try ToolFixture()
    let result = try tool.call([
      "models", "--model", "convnext-t", "--variant", "decomposed", "--kernel", "51,49,47,13",
      "--merge", "train", "--format", "json",
    ])
    #expect(result.status == 0, "\(result.errors)")
    let objects = try #require(
      try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [[String: Any]])
    let object = try #require(objects.first)
    #expect(object["merge"] as? String == "train" && objects.count == 1)
    #expect(object["kernels"] as? String == "51,49,47,13")
    #expect(object["params"] as? Int == 30_816_232)
  }

  @Test("layers sum up to the total")
  func layers() throws {
    let tool = try ToolFixture()
    let result = try tool.call([
      "models", "--model", "slak-t", "--layers", "--format", "csv", "--input", "96x160",
    ])
    #expect(result.status == 0, "\(result.errors)")
    let rows = try CSVFile(Array(result.output.utf8), path: "stdout").rows.map(\.cells)
    for name in ["params", "nonzero_params", "macs", "nonzero_macs", "weight_bytes"] {
      let column = try #require(rows[0].firstIndex(of: name))
      let numbers = rows.dropFirst().compactMap { Int($0[column]) }
      #expect(numbers.dropLast().reduce(0, +) == numbers.last, "\(name)")
    }
  }

  @Test(
    "wrong input ends with one line and 64",
    arguments: [
      (["--model", "convnet-t"], "--model 'convnet-t' is not known; nearest: convnext-t"),
      (["--kernel", "7"], "--kernel changes one network; name it with --model"),
      (["--layers"], "--layers changes one network"),
      (["--model", "convnext-t", "--kernel", "8"], "--kernel '8': expected one odd size"),
      (["--model", "convnext-t", "--kernel", "7,9"], "kernels for 2 stages"),
      (["--model", "convnext-t", "--variant", "dens"], "--variant 'dens' is not known"),
      (["--model", "convnext-t", "--stripe", "5"], "--stripe is taken by variant reparam"),
      (["--model", "convnext-t", "--input", "12"], "give a larger input"),
      (["--model", "convnext-t", "--input", "9999"], "must be between 1 and 4096"),
      (["--model", "convnext-t", "--width", "0"], "--width '0': expected a number"),
      (["--model", "convnext-t", "--sparsity", "1"], "--sparsity '1': expected a share"),
      (["--model", "convnext-t", "--sparsity", "neck=0"], "no layer has this in its name"),
      (["--model", "inceptionnext-t", "--convolved-channels", "1/2"], "not by split"),
      (["--published", "--input", "224"], "--published takes every row as it was published"),
      (["--published", "--model", "x"], "--model 'x' is not known"),
    ])
  func complaints(arguments: [String], expected: String) throws {
    let tool = try ToolFixture()
    let result = try tool.call(["models"] + arguments)
    #expect(result.status == 64, "\(result.errors)")
    #expect(result.errors.contains(expected), "\(result.errors)")
    #expect(result.errors.split(separator: "\n").count == 1, "\(result.errors)")
    #expect(result.output.isEmpty)
  }
}
