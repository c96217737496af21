import BenchRecords
import ConvModel
import ConvPlanning
import ConvReference
import Foundation
import Testing

@testable import lkbench

/// A kernel with a defect, to see whether verification notices.
private final class DefectiveKernel: PreparedKernel {
  enum Defect: CaseIterable {
    case skipsLastElement, readsPadding, dependsOnPreviousCall, offByOneBit
  }

  private let inner: any PreparedKernel
  private let defect: Defect
  private let count: Int
  private var calls = 0

  init(_ inner: any PreparedKernel, _ defect: Defect, count: Int) {
    self.inner = inner
    self.defect = defect
    self.count = count
  }

  var workspaceByteCount: Int { 0 }
  var weightByteCount: Int { 0 }
  var weightMemory: [UnsafeRawBufferPointer] { [] }

  func run(input: UnsafePointer<Float>, output: UnsafeMutablePointer<Float>) {
    calls += 1
    // The last element of the first pixel's block is the layout's padding.
    let before = output[0]
    inner.run(input: input, output: output)
    switch defect {
    case .skipsLastElement: output[0] = before
    case .readsPadding: output[0] += 0 * input[Layout.channelBlock - 1]
    case .dependsOnPreviousCall: if calls > 1 { output[0] += 1 }
    case .offByOneBit: output[0] = output[0].nextUp
    }
  }
}

@Suite("Verification")
struct VerificationTests {
  private static let words = [
    "--variant", "dense", "--kernel", "5", "--shape", "9x8x8", "--layout", "nchw16c",
  ]

  @Test("notices every kind of defect", arguments: DefectiveKernel.Defect.allCases)
  private func defects(defect: DefectiveKernel.Defect) throws {
    let item = try #require(try select(Self.words).cases.first)
    let data = try ProblemData(item.problem, fill: .smallIntegers)
    let plan = try item.plan(try data.program(form: item.form))
    let kernel = DefectiveKernel(
      try plan.prepare(), defect, count: item.layout.elementCount(item.problem.map))
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
    #expect(try CaseVerification(item, on: [integers]).status == .failed)
    #expect(try CaseVerification(item, on: [integers, real]).status == .ok)
  }
}
