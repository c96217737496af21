import ArgumentParser
import BenchRecords
import ConvModel
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
