import ArgumentParser
import BenchRecords
import ConvModel
import ConvPlanning
import ConvReference
import Foundation
import Testing

@testable import lkbench

@Suite("Verification")
struct VerificationTests {
  private static let words = [
    "--variant", "dense", "--kernel", "5", "--shape", "9x8x8", "--layout", "nchw16c",
  ]

  @Test("notices every kind of defect", arguments: DefectiveKernel.Defect.allCases)
  func defects(defect: DefectiveKernel.Defect) throws {
    let item = try #require(try select(Self.words).cases.first)
    let data = try ProblemData(item.problem, fill: .smallIntegers)
    let plan = try item.plan(try data.program(form: item.form))
    let kernel = DefectiveKernel(try plan.prepare(), defect)
    #expect(Verification.check(try plan.prepare(), plan: plan, on: data).result.passed)
    #expect(!Verification.check(kernel, plan: plan, on: data).result.passed)
  }

  @Test("every case of the smoke suite is right on both fills")
  func smoke() throws {
    let selection = try select(["--suite", "smoke", "--algorithm", "auto"])
    for group in selection.groups {
      let data = try ProblemData.fills(supplied: .none, input: nil).map {
        try ProblemData(group.problem, fill: $0)
      }
      #expect(data.map(\.fill) == [.smallIntegers, .unitVariance])
      for item in group.cases {
        let verified = try CaseVerification(item, on: data)
        #expect(verified.status == .ok, "\(verified.line(Terminal(color: .never)))")
      }
    }
  }

  @Test("an algorithm that declines is skipped with its reason")
  func skip() throws {
    let words = plain + ["--algorithm", "box-sums"]
    let item = try #require(try select(words).cases.first)
    let data = [try ProblemData(item.problem, fill: .smallIntegers)]
    let verified = try CaseVerification(item, on: data)
    #expect(verified.status == .skipped)
    #expect(verified.details.contains("box-sums declines"))
  }

  @Test("supplied values are compared within the bound only, and must fit every problem")
  func supplied() throws {
    let weights = SuppliedTensor(shape: [8, 7, 7], values: Array(repeating: 0.1, count: 8 * 49))
    #expect(
      ProblemData.fills(supplied: SuppliedTensors(weights: weights), input: nil)
        == [.unitVariance])
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("lkbench-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appendingPathComponent("w.npy").path
    try TensorFile.write(shape: weights.shape, values: weights.values, to: path)
    let selection = try select(plain + ["--weights", path])
    #expect(selection.supplied.weights?.values == weights.values)
    #expect(selection.cases.first?.repro.hasSuffix(ShellText.line(["--weights", path])) == true)
    let misfit = try #require(complaint(plain + ["--kernel", "9", "--weights", path]))
    #expect(misfit.text.contains("weights has shape [8, 7, 7], expected [8, 9, 9]"))
  }
}

extension VerificationTests {
  @Test("a draw that proves nothing is no failure while the other fill agrees")
  func mistrusted() throws {
    let words = [
      "--variant", "peripheral", "--kernel", "1", "--shape", "3x5x5", "--form", "shared",
    ]
    let item = try #require(try select(words).cases.first)
    let integers = try ProblemData(item.problem, fill: .smallIntegers)
    let real = try ProblemData(item.problem, fill: .unitVariance)
    #expect(integers.check.defect(.exact) != nil && real.check.defect() == nil)
    #expect(try CaseVerification(item, on: [integers]).status == .failed)
    #expect(try CaseVerification(item, on: [integers, real]).status == .ok)
  }

  @Test(
    "the manifest of a dump has the tolerance of that plan's own roundings",
    arguments: ["direct", "fft", "winograd"])
  func tolerance(algorithm: String) throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("lkbench-tolerance-\(UUID().uuidString)").path
    // What is left behind in the temporary folder is no failure.
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let words = [
      "--variant", "dense", "--kernel", "7", "--shape", "3x9x14", "--algorithm", algorithm,
    ]
    try VerifyCommand.parse(words + ["--dump", folder, "--quiet"]).run()
    let written = try #require(
      try TensorFolder(reading: folder).manifest.tensors[TensorDump.kernelOutputName]?.tolerance)

    let item = try #require(try SelectionOptions.parse(words).resolve().cases.first)
    let data = try ProblemData(item.problem, fill: .unitVariance)
    let plan = try item.plan(try data.program(form: item.form))
    #expect(plan.id == algorithm)
    let bound = data.check.bound
    let allowed = (0..<3).map { bound.bound(channel: $0, plan.roundings) }
    #expect(written == allowed.max())
    #expect((written == bound.perChannel.max()) == (algorithm == "direct"))
    // The check itself draws the line there: at the loosest channel, an error above it fails.
    let channel = try #require(allowed.indices.max { allowed[$0] < allowed[$1] })
    let mode = OutputCheck.Mode(plan.roundings, fill: .unitVariance)
    for (share, passes) in [(0.9, true), (1.1, false)] {
      var output = data.check.reference.rounded
      let place = channel * 9 * 14 + 30
      output[place] = Float(data.check.reference.values[place] + share * written)
      #expect(data.check.check(output, mode: mode).passed == passes)
    }
  }
}
