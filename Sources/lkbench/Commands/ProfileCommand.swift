import ArgumentParser
import BenchHarness
import BenchRecords
import BenchReports
import ConvModel
import Foundation

/// `lkbench profile`: one problem in depth, every algorithm, and why each takes its time.
struct ProfileCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "profile",
    abstract: "Explain where the time of one problem's algorithms goes.",
    discussion: """
      Times every algorithm warm and with cold caches, on one thread and on more, beside the measured \
      ceilings of this machine; splits kernels that work in phases; counts every group that can be counted, \
      unless --counters names some, and simulates instructions under valgrind where it is installed. Ends with a reading of what bounds \
      each algorithm. The results folder has results.csv, samples.csv, phases.csv, profile.json and \
      profile.md.

        lkbench profile --variant dense --kernel 31 --shape 96x56x56
        lkbench profile --variant decomposed --form cross --kernel 51 --shape 96x28x28 --format json
        lkbench profile --variant dense --kernel 31 --shape 96x56x56 --algorithm direct --loop 10s
      """)

  enum Format: String, CaseIterable, ExpressibleByArgument {
    case console, json, markdown, csv
  }

  @OptionGroup(title: "Selection")
  var selection: SelectionOptions

  @OptionGroup(title: "Timing")
  var measurement: MeasurementOptions

  @OptionGroup(title: "Counters")
  var counting: CounterOptions

  @Flag(
    inversion: .prefixedNo, help: "Count instructions under valgrind, some seconds per algorithm.")
  var simulation = true

  @Option(
    help: .init(
      "Run one case in a steady loop for so long instead, for perf, VTune or uProf to look at: the loop "
        + "is the symbol lkbench.steadyLoop, with frame pointers.", valueName: "time"))
  var loop: String?

  @Option(
    help: .init(
      "Folder of the results (default: results/<UTC time>-<machine>-profile).", valueName: "dir"))
  var output: String?

  @Option(help: "What standard output shows: console, json, markdown or csv.")
  var format = Format.console

  @Flag(help: "No progress.")
  var quiet = false

  @OptionGroup(title: "Output")
  var terminal: TerminalOptions

  func run() throws {
    if let output, output.isEmpty {
      throw SelectionError.malformed(option: "--output", value: output, expected: "a folder")
    }
    let context = SelectionContext.current
    if let loop {
      try runLoop(loop, context)
      return
    }
    var selection = selection
    if selection.algorithm.isEmpty { selection.algorithm = ["all"] }
    let base = try selection.resolve(context)
    let cases = try ProfileCases(
      base, given: try SelectionAxes(selection), machine: context.machine,
      cpuCount: try CPUAffinity().allowedCPUs.count)
    let session = ProfileSession(
      cases: cases, settings: try measurement.settings(seed: base.cases.first?.problem.seed ?? 0),
      output: output, isQuiet: quiet, color: terminal.color, context: context,
      simulates: simulation)
    var counting = counting
    if counting.counters == CounterOptions.auto { counting.counters = CounterOptions.everything }
    let profile = try session.run(counters: counting)
    try TextOutput.standardOutput.print(try text(profile))
  }

  private func text(_ profile: Profile) throws -> String {
    switch format {
    case .console: profile.plain(isColored: Terminal(color: terminal.color).usesColor)
    case .json: try profile.json()
    case .markdown: profile.markdown()
    case .csv: profile.csv()
    }
  }

  private func runLoop(_ text: String, _ context: SelectionContext) throws {
    guard let time = Quantity.nanoseconds(text) else {
      throw SelectionError.malformed(
        option: "--loop", value: text, expected: Quantity.timeGrammar)
    }
    let selected = try selection.resolve(context)
    guard selected.caseCount == 1, let item = selected.cases.first else {
      throw ProfileError.severalCases(
        selected.cases.prefix(3).map(\.id), count: selected.caseCount)
    }
    Interrupt.install()
    let notes = Terminal(color: terminal.color)
    let settings = try measurement.settings(seed: item.problem.seed)
    let steady = try SteadyLoop(
      item, of: selected, settings: settings, nanoseconds: time, terminal: notes)
    let process = ProcessInfo.processInfo.processIdentifier
    notes.note("process \(process) runs \(item.id) in lkbench.steadyLoop")
    steady.run()
    try TextOutput.standardOutput.print(
      "\(steady.calls) calls, \(NumberText.time(nanoseconds: steady.elapsed / Double(max(1, steady.calls)))) each\n"
    )
    try Interrupt.check()
  }
}
