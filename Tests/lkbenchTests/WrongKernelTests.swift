import ArgumentParser
import BenchRecords
import ConvModel
import ConvPlanning
import Foundation
import Testing

@testable import lkbench

/// A wrong kernel on its way through the whole tool.
@Suite("A wrong kernel", .serialized)
struct WrongKernelTests {
  /// 9 channels, so that the blocks of 16 have padding.
  private static let words = [
    "--variant", "dense", "--kernel", "7", "--shape", "9x8x8", "--layout", "nchw16c", "--isa",
    "portable",
  ]

  /// Plans `direct` with a defect, everything else as it is.
  private struct DefectivePlanning: CasePlanning {
    let defect: DefectiveKernel.Defect
    let calls: DefectiveKernel.Calls

    func plan(
      _ item: BenchmarkCase, _ program: Program, on machine: Machine
    ) throws(PlanError) -> Plan {
      let plan = try OwnPlanning().plan(item, program, on: machine)
      return item.algorithm == .fixed("direct") ? plan.with(defect, counting: calls) : plan
    }
  }

  /// Plans once, with a defect or without one, and then refuses.
  private struct RefusingPlanning: CasePlanning {
    let defect: DefectiveKernel.Defect?
    let plans = DefectiveKernel.Calls()

    func plan(
      _ item: BenchmarkCase, _ program: Program, on machine: Machine
    ) throws(PlanError) -> Plan {
      plans.add()
      if plans.count > 1 { throw .declined(algorithm: "direct", reason: "not these") }
      let plan = try OwnPlanning().plan(item, program, on: machine)
      return defect.map { plan.with($0, counting: DefectiveKernel.Calls()) } ?? plan
    }
  }

  @Test(
    "is a failed row with its reason, ends the run with 1, and is never timed",
    // Off by one bit is within the bound of real data: only the exact fill of `verify` sees it.
    arguments: DefectiveKernel.Defect.allCases.filter { $0 != .offByOneBit })
  func run(defect: DefectiveKernel.Defect) throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("lkbench-wrong-\(UUID().uuidString)").path
    // What is left behind in the temporary folder is no failure.
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let command = try RunCommand.parse(
      Self.words + [
        "--algorithm", "direct,fft", "--output", folder, "--repetitions", "2", "--min-time", "1us",
        "--pin", "off", "--counters", "off", "--quiet",
      ])
    let calls = DefectiveKernel.Calls()
    let exit = #expect(throws: ExitCode.self) {
      try PreparedCase.$planning.withValue(DefectivePlanning(defect: defect, calls: calls)) {
        try command.run()
      }
    }
    #expect(exit?.rawValue == 1)
    let table = try RecordTable(folder: folder)
    #expect(table.rows.count == 2)
    let wrong = try #require(table.rows.first { $0.text(.algorithm) == "direct" })
    #expect(wrong.status == .failed && wrong.boolean(.verified) == false)
    #expect(wrong.text(.reason)?.hasPrefix("failed: error ") == true)
    #expect(wrong.text(.medianNS) == nil && wrong.text(.samples) == nil)
    // The other case is measured all the same.
    let right = try #require(table.rows.first { $0.text(.algorithm) == "fft" })
    #expect(right.status == .ok && right.boolean(.verified) == true)
    #expect(right.text(.medianNS) != nil)
    let samples = try String(contentsOfFile: folder + "/samples.csv", encoding: .utf8)
    #expect(samples.contains(right.caseID) && !samples.contains(wrong.caseID))
    // Two calls are the verification's.
    #expect((1...2).contains(calls.count))
  }

  @Test("fails verify with 1, whatever its defect", arguments: DefectiveKernel.Defect.allCases)
  func verify(defect: DefectiveKernel.Defect) throws {
    let command = try VerifyCommand.parse(
      Self.words + ["--algorithm", "direct,fft", "--quiet"])
    let planning = DefectivePlanning(defect: defect, calls: DefectiveKernel.Calls())
    let exit = #expect(throws: ExitCode.self) {
      try PreparedCase.$planning.withValue(planning) { try command.run() }
    }
    #expect(exit?.rawValue == 1)
  }

  @Test("stays failed where the next data are refused")
  func refusedLater() throws {
    let item = try #require(
      try SelectionOptions.parse(Self.words + ["--algorithm", "direct"]).resolve().cases.first)
    let data = try [Fill.Kind.smallIntegers, .unitVariance].map {
      try ProblemData(item.problem, fill: $0)
    }
    func verified(_ defect: DefectiveKernel.Defect?) throws -> CaseVerification {
      try PreparedCase.$planning.withValue(RefusingPlanning(defect: defect)) {
        try CaseVerification(item, on: data)
      }
    }
    #expect(try verified(.skipsFirstElement).status == .failed)
    #expect(try verified(nil).status == .skipped)
    #expect(try verified(nil).lastOutput == nil)
  }
}
