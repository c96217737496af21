import ArgumentParser
import BenchHarness
import BenchRecords
import ConvModel
import ConvReference
import Testing

@testable import lkbench

@Suite("train")
struct TrainCommandTests {
  private static func selection(
    _ operators: [CaseOperator], _ arguments: [String]
  ) throws -> Selection {
    TrainCommand.expand(try RunPipelineTests.selection(arguments), operators)
  }

  private static let small = ["--kernel", "7", "--shape", "8x9x9"]

  @Test("every operator of dense and decomposed is verified and measured beside its forward pass")
  func rows() throws {
    let selection = try Self.selection(
      CaseOperator.ofTraining,
      ["--variant", "dense,decomposed", "--form", "direct,branches", "--algorithm", "auto,direct"]
        + Self.small)
    let (outcome, table) = try RunPipelineTests.run(selection)
    // Per variant: forward and gradients by two algorithms, the others once.
    #expect(outcome.measured == 2 * (2 + 2 + 2 + 2) && outcome.failed == 0 && outcome.skipped == 0)
    for row in table.rows {
      let form = try #require(row.text(.form))
      #expect(row.boolean(.verified) == true && row.real(.medianNS) != nil)
      #expect(row.text(.algorithm)?.contains(":") == false)
      let isForward = !form.contains(":")
      #expect((row.real(ForwardColumns.ratio) == nil) == isForward, "\(form)")
      let isMask = form.hasPrefix("snip") || form.hasPrefix("prune")
      #expect((row.integer(.usefulMACs) == nil) == isMask, "\(form)")
      // Masks are those of the reference to the tap.
      if isMask { #expect(row.real(.maxError) == 0 && row.real(.errorBound) == 0, "\(form)") }
      let words = try #require(row.text(.repro)).split(separator: " ")
      #expect(words[1] == (isForward ? "run" : "train"))
    }
  }

  @Test("a gradient counts the operations of its forward pass")
  func counts() throws {
    let selection = try Self.selection(
      [.inputGradient, .weightGradient],
      ["--variant", "decomposed", "--form", "branches"] + Self.small)
    let table = try RunPipelineTests.run(selection).table
    #expect(Set(table.rows.compactMap { $0.integer(.usefulMACs) }).count == 1)
    #expect(table.rows.contains { $0.text(.form)?.hasPrefix("weight-gradient:") == true })
  }

  @Test("weights of a cross and several threads are skipped with the reason")
  func skips() throws {
    let selection = try Self.selection(
      [.weightGradient], ["--variant", "decomposed", "--form", "cross"] + Self.small)
    let row = try #require(
      try RunPipelineTests.run(selection).table.rows.first { $0.status == .skipped })
    #expect(row.text(.reason)?.contains("dense rectangles") == true)
    let threads = try Self.selection(
      [.snip], ["--variant", "dense", "--threads", "2"] + Self.small)
    #expect(try RunPipelineTests.run(threads, cpuCount: 2).outcome.skipped == 1)
  }

  @Test("the masks that were judged are those of the workload that will be timed")
  func judgesTheWorkload() throws {
    let selection = try Self.selection(
      [.snip, .pruneAndGrow], ["--variant", "decomposed", "--form", "branches"] + Self.small)
    let problem = try #require(selection.cases.first?.problem)
    let operands = ProblemOperands(try ProblemData(problem, fill: .unitVariance))
    func prepared(_ operation: CaseOperator) throws -> PreparedCase {
      let item = try #require(selection.cases.first { $0.operation == operation })
      return try PreparedCase(item, operands: operands, clock: MonotonicClock())
    }
    let snip = try prepared(.snip)
    #expect(snip.check.passed)
    let selected = try #require(snip.workload as? SensitivityWorkload).selection
    #expect(selected.masks.map(\.count) == [8 * 35, 8 * 35, 8 * 25])
    let growth = try prepared(.pruneAndGrow)
    #expect(growth.check.passed)
    let grown = try #require(growth.workload as? GrowthWorkload).masks
    #expect(grown.map(\.count) == [8 * 35, 8 * 35, 8 * 25])
    // Timed calls leave the same.
    growth.workload.run()
    snip.workload.run()
    #expect((growth.workload as? GrowthWorkload)?.masks == grown)
    #expect((snip.workload as? SensitivityWorkload)?.selection == selected)
  }

  @Test("operators are chosen by name, in the catalog's order")
  func operators() throws {
    let command = try TrainCommand.parse(
      ["--operator", "snip,input-gradient", "--variant", "dense"] + Self.small)
    #expect(try command.chosen() == [.inputGradient, .snip])
    let wrong = try TrainCommand.parse(
      ["--operator", "backward", "--variant", "dense"] + Self.small)
    #expect(throws: SelectionError.self) { try wrong.chosen() }
    #expect(try TrainCommand.parse(Self.small).chosen() == CaseOperator.ofTraining)
  }
}
