import ArgumentParser
import BenchRecords
import CShims
import ConvModel

/// `lkbench simulate-case`: computes one case for a parent that counts or checks it.
///
/// Not for people, hence in no help: `LKBench.internalCommands` has it. It takes no environment variables.
struct SimulateCaseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate-case",
    abstract: "Compute one case for a parent that simulates it.", shouldDisplay: false)

  @OptionGroup var selection: SelectionOptions

  @Option(help: .init("Calls that are collected.", valueName: "N"))
  var calls = 1

  @Flag(help: "Compare with the reference; nothing is collected then.")
  var verify = false

  @Option(help: .init("Collect a loop of known length instead of a kernel.", valueName: "steps"))
  var loop: UInt64?

  func run() throws {
    lkb_die_with_parent()
    if let loop {
      SimulatedCall.loop(steps: loop)
      return
    }
    let selection = try selection.resolve()
    guard let item = selection.cases.first, selection.caseCount == 1 else {
      throw SimulationError.unsupported(reason: "one case at a time can be simulated")
    }
    let answer =
      verify
      ? try SimulatedCall.verified(item, selection)
      : try SimulatedCall.collected(item, selection, calls: calls)
    try TextOutput.standardOutput.print(try answer.line)
  }
}
