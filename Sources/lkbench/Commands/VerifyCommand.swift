import ArgumentParser
import ConvModel

/// `lkbench verify`: plans every case and checks it against the reference.
struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Check plans against the reference.",
    discussion: """
      Plans every selected case and runs it twice: on small integers, where the result must equal
      the reference to the bit, and on unit-variance data, where it must be within the rounding
      bound. Prints one line per case and exits 1 if any failed. A case that its algorithm declines
      is skipped with the reason.

        lkbench verify --suite edge --quiet
        lkbench verify --variant sparse --kernel 51 --shape 124x56x56 --algorithm all
      """)

  @OptionGroup(title: "Selection")
  var selection: SelectionOptions

  @OptionGroup(title: "Output")
  var terminalOptions: TerminalOptions

  @Flag(help: "Print failures and the summary only.")
  var quiet = false

  func run() throws {
    let terminal = Terminal(terminalOptions)
    let selection = try selection.resolve()
    Interrupt.install()
    let progress = Progress(total: selection.caseCount, terminal: terminal)
    var counts: [VerifiedCase.Status: Int] = [:]
    for group in selection.groups {
      try Interrupt.check()
      progress.show(done: counts.values.reduce(0, +), "\(group.problem), reference")
      let data = try ProblemData.fills(supplied: selection.supplied, input: selection.input)
        .map { fill in
          try ProblemData(
            group.problem, fill: fill, supplied: selection.supplied, input: selection.input)
        }
      for item in group.cases {
        try Interrupt.check()
        progress.show(done: counts.values.reduce(0, +), item.id)
        let verified = try VerifiedCase(item, on: data)
        counts[verified.status, default: 0] += 1
        if !quiet || verified.status == .failed {
          progress.clear()
          terminal.print(Self.line(verified, terminal))
        }
      }
    }
    progress.clear()
    terminal.print(Self.summary(counts))
    if counts[.failed, default: 0] > 0 { throw ExitCode(ExitStatus.failed.rawValue) }
  }

  /// Status, id and details of one case.
  static func line(_ verified: VerifiedCase, _ terminal: Terminal) -> String {
    let mark =
      switch verified.status {
      case .ok: terminal.styled("ok     ", .good)
      case .failed: terminal.styled("FAILED ", .bad)
      case .skipped: terminal.styled("skipped", .dim)
      }
    return "\(mark)  \(verified.id)  \(verified.details)"
  }

  static func summary(_ counts: [VerifiedCase.Status: Int]) -> String {
    "\(counts[.ok, default: 0]) ok, \(counts[.failed, default: 0]) failed, "
      + "\(counts[.skipped, default: 0]) skipped"
  }
}
