import ArgumentParser
import ConvModel
import ConvReference

/// `lkbench verify`: plans every case and checks it against the reference.
struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Check plans against the reference.",
    discussion: """
      Plans every selected case and runs it on two fills: on small integers, where the result must \
      equal the reference to the bit, and on unit-variance data, where it must be within the \
      rounding bound. Prints one line per case and exits 1 if any failed. A case that its algorithm \
      declines is skipped with the reason.

        lkbench verify --suite edge --algorithm all --quiet
        lkbench verify --variant sparse --kernel 51 --shape 124x56x56 --dump tensors
      """)

  @OptionGroup(title: "Selection")
  var selection: SelectionOptions

  @OptionGroup(title: "Output")
  var terminalOptions: TerminalOptions

  @Flag(help: "Print failures and the summary only.")
  var quiet = false

  @Option(
    help: .init(
      "Write input, weights, BN, reference and output as .npy files; several cases get a folder "
        + "each.",
      valueName: "dir"))
  var dump: String?

  func run() throws {
    let terminal = Terminal(terminalOptions)
    let selection = try selection.resolve()
    Interrupt.install()
    var tally = Tally(total: selection.caseCount, terminal: terminal)
    do {
      for group in selection.groups { try verify(group, of: selection, &tally) }
    } catch let interrupted as Interrupted {
      tally.finish()
      throw interrupted
    }
    tally.finish()
    if tally.counts[.failed, default: 0] > 0 { throw ExitCode(ExitStatus.failed.rawValue) }
  }

  /// Verifies the cases of one problem on data that they share.
  private func verify(
    _ group: Selection.Group, of selection: Selection, _ tally: inout Tally
  ) throws {
    try Interrupt.check()
    tally.show("\(group.problem), reference")
    let data = try ProblemData.fills(supplied: selection.supplied, input: selection.input)
      .map { fill in
        try ProblemData(
          group.problem, fill: fill, supplied: selection.supplied, input: selection.input)
      }
    for item in group.cases {
      try Interrupt.check()
      tally.show(item.id)
      let verified = try CaseVerification(item, on: data)
      if let dump { try write(verified, data, to: folder(of: item, in: dump, selection)) }
      tally.add(verified, isShown: !quiet || verified.status == .failed)
    }
  }

  /// `dump` itself for a single case, else a folder in it that is named by the case.
  private func folder(
    of item: BenchmarkCase, in dump: String, _ selection: Selection
  ) -> String {
    selection.caseCount == 1 ? dump : "\(dump)/\(item.id.replacing("/", with: "_"))"
  }

  /// Dumps the last data, which are the real-valued ones, with what the kernel made of them.
  ///
  /// Nothing where no kernel ran: the case's line says why.
  private func write(
    _ verified: CaseVerification, _ data: [ProblemData], to folder: String
  ) throws {
    guard let data = data.last, let output = verified.lastOutput else { return }
    try TensorDump(
      problem: data.problem, definition: data.definition, input: data.input,
      reference: data.check.reference, kernelOutput: output
    ).write(to: folder)
  }
}

/// Counts outcomes and prints them.
private struct Tally {
  private(set) var counts: [CaseVerification.Status: Int] = [:]
  private let terminal: Terminal
  private let progress: ProgressLine

  init(total: Int, terminal: Terminal) {
    self.terminal = terminal
    progress = ProgressLine(total: total, terminal: terminal)
  }

  func show(_ label: String) { progress.show(done: counts.values.reduce(0, +), label) }

  mutating func add(_ verified: CaseVerification, isShown: Bool) {
    counts[verified.status, default: 0] += 1
    guard isShown else { return }
    progress.clear()
    terminal.print(verified.line(terminal))
  }

  func finish() {
    progress.clear()
    let parts = CaseVerification.Status.allCases.map { "\(counts[$0, default: 0]) \($0.rawValue)" }
    terminal.print(parts.joined(separator: ", "))
  }
}
