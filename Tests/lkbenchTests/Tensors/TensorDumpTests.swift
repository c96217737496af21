import ConvModel
import Foundation
import Testing

@testable import lkbench

/// A folder of its own that is removed with the value.
private final class TemporaryFolder {
  let url = FileManager.default.temporaryDirectory.appendingPathComponent(
    "lkbench-dump-\(UUID().uuidString)")
  var path: String { url.path }
  deinit { try? FileManager.default.removeItem(at: url) }
}

@Suite struct TensorDumpTests {
  private static let requests = [
    ProblemRequest(map: MapShape(batch: 2, channels: 5, height: 6, width: 9), kernel: 7),
    ProblemRequest(
      map: MapShape(channels: 4, height: 5, width: 5), kernel: 13, stripe: 3,
      convolvedChannels: 3),
    ProblemRequest(
      map: MapShape(channels: 2, height: 7, width: 4), kernel: 9, mask: .erk,
      gridRuns: [2, 2, 1, 2, 2]),
  ]

  private static func dump(
    _ variant: any ConvolutionVariant, _ request: ProblemRequest
  ) throws -> TensorDump {
    let problem = try variant.problem(request)
    let fill = Fill(.unitVariance, seed: 11)
    let map = problem.map
    return TensorDump(
      problem: problem,
      definition: try variant.define(problem, fill: fill, supplied: .none),
      input: fill.values(
        role: "input", planes: map.batch * map.channels, count: map.pixelCount, deviation: 1))
  }

  @Test("a definition comes back from its folder as it was", arguments: requests)
  func roundTrips(request: ProblemRequest) throws {
    for variant in VariantCatalog.all {
      let folder = TemporaryFolder()
      let dump = try Self.dump(variant, request)
      try dump.write(to: folder.path)
      let read = try TensorFolder(reading: folder.path)
      #expect(read.input?.values == dump.input)
      #expect(read.manifest.problem == TensorManifest.ProblemFields(dump.problem))
      // Another seed and fill, so that nothing can come from drawing again.
      var problem = try variant.problem(read.manifest.problem.request)
      problem.mask = dump.problem.mask
      #expect(problem == dump.problem)
      let copy = try variant.define(
        problem, fill: Fill(.smallIntegers, seed: 99),
        supplied: try TensorFolder.load(folder.path))
      for (original, found) in zip(dump.definition.branches, copy.branches) {
        #expect(found.name == original.name)
        #expect(found.weights == original.weights)
        #expect(found.mask == original.mask)
        #expect(found.bias == original.bias)
        #expect(found.normalization == original.normalization)
        #expect(found.sharing?.weights == original.sharing?.weights)
        #expect(found.sharing?.positional == original.sharing?.positional)
      }
    }
  }

  @Test("refuses folders that are not what they claim, naming the file")
  func refuses() throws {
    let folder = TemporaryFolder()
    try Self.dump(try VariantCatalog.variant("reparam"), Self.requests[0]).write(to: folder.path)
    let manifest = folder.url.appendingPathComponent("manifest.json")
    let text = try String(contentsOf: manifest, encoding: .utf8)
    func error(replacing old: String, with new: String) throws -> String? {
      #expect(text.contains(old))
      try text.replacingOccurrences(of: old, with: new).write(
        to: manifest, atomically: true, encoding: .utf8)
      do {
        _ = try TensorFolder.load(folder.path)
        return nil
      } catch { return error.description }
    }
    #expect(
      try error(replacing: "lkbench-tensors/1", with: "lkbench-tensors/9")
        == "'\(manifest.path)' has schema 'lkbench-tensors/9'; 'lkbench-tensors/1' is read")
    #expect(
      try error(replacing: "\"cross-correlation\"", with: "\"convolution\"")?
        .contains("other conventions") == true)
    #expect(
      try error(replacing: "\"small.weights.npy\"", with: "\"../small.weights.npy\"")
        == "tensor 'small.weights' names the file '../small.weights.npy'; "
        + "it must lie in the folder itself")
    #expect(
      try error(replacing: "\"small.weights.npy\"", with: "\"large.weights.npy\"")
        == "'\(folder.path)/large.weights.npy' has shape [5, 7, 7], its manifest says [5, 5, 5]")
    #expect(
      try error(replacing: "\"branches\"", with: "\"branch\"")
        == "cannot read '\(manifest.path)': it has no 'branches'")
    #expect(
      try error(replacing: "{", with: "[")
        == "cannot read '\(manifest.path)': it is no valid JSON object")
    try FileManager.default.removeItem(at: manifest)
    #expect(throws: TensorFolderError.self) { try TensorFolder.load(folder.path) }
  }

  /// Exit status of `python3` with `arguments`, its output dropped.
  private static func runPython(_ arguments: [String]) throws -> Int32 {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3"] + arguments
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus
  }

  private static let hasNumPy = (try? runPython(["-c", "import numpy"])) == 0

  /// `scripts/check-dump.py` of the package that this file belongs to.
  private static let checker = (0..<4).reduce(URL(fileURLWithPath: #filePath)) { url, _ in
    url.deletingLastPathComponent()
  }.appendingPathComponent("scripts/check-dump.py").path

  @Test(
    "NumPy recomputes the reference from the files alone",
    .enabled(if: hasNumPy, "python3 with NumPy is needed"), arguments: requests)
  func agreesWithNumPy(request: ProblemRequest) throws {
    for variant in VariantCatalog.all {
      let folder = TemporaryFolder()
      let dump = try Self.dump(variant, request)
      try dump.write(to: folder.path)
      let status = try Self.runPython([Self.checker, folder.path])
      #expect(status == 0, "\(dump.problem)")
    }
  }

  @Test(
    "the NumPy checker fails a changed output",
    .enabled(if: hasNumPy, "python3 with NumPy is needed"))
  func detectsChange() throws {
    let folder = TemporaryFolder()
    let dump = try Self.dump(try VariantCatalog.variant("sparse"), Self.requests[0])
    try dump.write(to: folder.path)
    let path = folder.path + "/output.npy"
    var output = try TensorFile.read(path)
    output.values[3] += 1e-4
    try TensorFile.write(shape: output.shape, values: output.values, to: path)
    #expect(try Self.runPython([Self.checker, folder.path]) == 1)
  }

  @Test(
    "a kernel's output is judged by the tolerance beside it",
    .enabled(if: hasNumPy, "python3 with NumPy is needed"), arguments: [1e-5: Int32(1), 1e-3: 0])
  func judgesKernelOutput(tolerance: Double, status: Int32) throws {
    let folder = TemporaryFolder()
    let dump = try Self.dump(try VariantCatalog.variant("dense"), Self.requests[0])
    try dump.write(to: folder.path)
    var values = try TensorFile.read(folder.path + "/output.npy").values
    values[5] += 1e-4
    try TensorDump(
      problem: dump.problem, definition: dump.definition, input: dump.input,
      reference: dump.reference,
      kernelOutput: TensorDump.KernelOutput(values: values, tolerance: tolerance)
    ).write(to: folder.path)
    #expect(try Self.runPython([Self.checker, folder.path]) == status)
    // Outputs are no part of a definition.
    let supplied = try TensorFolder.load(folder.path)
    #expect(supplied.named.keys.sorted() == ["large.bias", "large.weights"])
  }
}
