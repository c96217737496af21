import ArgumentParser
import BenchRecords
import ConvModel
import Foundation
import Testing

@testable import lkbench

@Suite("erf")
struct ErfCommandTests {
  private static func folder() -> String {
    FileManager.default.temporaryDirectory.appendingPathComponent(
      "lkbench-erf-\(UUID().uuidString)"
    )
    .path
  }

  @Test("writes a row per stack and share, and a map per stack")
  func files() throws {
    let path = Self.folder()
    defer { try? FileManager.default.removeItem(atPath: path) }
    let command = try ErfCommand.parse([
      "--variant", "dense,peripheral", "--kernel", "3,5", "--depth", "2", "--size", "20",
      "--output", path,
    ])
    try command.run()
    let lines = try String(contentsOfFile: path + "/erf.csv", encoding: .utf8)
      .split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    #expect(lines[0].prefix(5) == ["variant", "kernel", "t", "side", "area_ratio"])
    #expect(lines.count == 1 + 2 * 2 * 4)
    for line in lines.dropFirst() {
      #expect(line.count == lines[0].count)
      let (side, ratio) = (try #require(Double(line[3])), try #require(Double(line[4])))
      #expect(abs(ratio - side * side / 400) < 1e-12)
    }
    for name in ["dense-k3", "dense-k5", "peripheral-k3", "peripheral-k5"] {
      let map = try TensorFile.read("\(path)/contribution-\(name).npy")
      #expect(map.shape == [20, 20] && map.values.max() == 1)
    }
  }

  @Test("weights from files say kernel, channels and depth")
  func weights() throws {
    let path = Self.folder()
    defer { try? FileManager.default.removeItem(atPath: path) }
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    let delta = (0..<4 * 25).map { Float($0 % 25 == 12 ? 1 : 0) }
    for index in 0..<3 {
      try TensorFile.write(shape: [4, 1, 5, 5], values: delta, to: "\(path)/\(index).npy")
    }
    let files = (0..<3).map { "\(path)/\($0).npy" }.joined(separator: ",")
    let stacks = try StackOptions.parse(["--weights", files, "--size", "9"]).resolve()
    let stack = try #require(stacks.first)
    #expect(stacks.count == 1 && stack.variant.id == "dense" && stack.depth == 3)
    #expect(stack.request.kernel == 5 && stack.request.map.channels == 4)
    #expect(throws: SelectionError.self) {
      try StackOptions.parse(["--weights", files, "--depth", "2"]).resolve()
    }
  }

  @Test(
    "a folder written by verify --dump is a layer of its variant",
    arguments: ["decomposed", "sparse"])
  func folderOfWeights(id: String) throws {
    let path = Self.folder()
    defer { try? FileManager.default.removeItem(atPath: path) }
    let variant = try VariantCatalog.variant(id)
    let problem = try variant.problem(
      ProblemRequest(map: MapShape(channels: 3, height: 6, width: 6), kernel: 7))
    let definition = try variant.define(
      problem, fill: Fill(.unitVariance, seed: 9), supplied: .none)
    let input = [Float](repeating: 1, count: problem.map.elementCount)
    try TensorDump(problem: problem, definition: definition, input: input).write(to: path)
    let stacks = try StackOptions.parse(["--weights", path, "--size", "12", "--depth", "2"])
      .resolve()
    let stack = try #require(stacks.first)
    #expect(stacks.count == 1 && stack.variant.id == id && stack.request.kernel == 7)
    let form = try #require(variant.forms.last)
    let expected = variant.program(problem, definition, form: form).stages.map(\.weights)
    let programs = try stack.programs()
    #expect(programs.count == 2)
    for program in programs {
      #expect(program.stages.map(\.weights) == expected && program.map.width == 12)
    }
  }

  @Test(
    "wrong values are refused by name",
    arguments: [
      ["--depth", "0"], ["--size", "2"], ["--activation", "gelu"], ["--kernel", "4"],
      ["--variant", "dens"], ["--seed", "one"],
    ])
  func refusals(words: [String]) throws {
    let error = #expect(throws: SelectionError.self) { try StackOptions.parse(words).resolve() }
    #expect(error?.description.contains(words[0]) == true)
  }

  @Test("a stack that does not fit into memory is refused")
  func memory() throws {
    #expect(throws: SelectionError.self) {
      try StackOptions.parse(["--size", "512"]).resolve(availableMemory: 1 << 20)
    }
  }
}
