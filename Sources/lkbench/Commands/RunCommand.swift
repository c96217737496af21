import ArgumentParser
import BenchRecords
import ConvModel

/// `lkbench run`: verifies and measures a selection into a results folder.
struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Measure a suite or a selection into a results folder.",
    discussion: """
      Every kernel is compared with the reference before it is timed. Each
      finished case is a row on disk at once; an interrupted run goes on with
      --resume.

        lkbench run --suite smoke
        lkbench run --suite scaling-efficiency --precision 2% --output out
        lkbench run --variant dense --kernel 7:31 --shape 96x28x28 --algorithm all
        lkbench run --suite convnext-t --versus onednn,fftw
      """)

  @OptionGroup(title: "Selection")
  var selection: SelectionOptions

  @OptionGroup(title: "Timing")
  var measurement: MeasurementOptions

  @OptionGroup(title: "Counters")
  var counting: CounterOptions

  @OptionGroup(title: "Output")
  var output: OutputOptions

  @OptionGroup(title: "Output")
  var terminal: TerminalOptions

  func run() throws {
    let context = SelectionContext.current
    let target = try output.target()
    let sink = try output.sinkDescription()
    let whole = try selection.resolve(context)
    let settings = try measurement.settings(seed: whole.cases.first?.problem.seed ?? 0)
    let part = try output.part(of: whole)
    if output.dryRun {
      try TextOutput.standardOutput.print(DryRun.text(part, settings))
      return
    }
    let session = RunSession(
      whole: whole, part: part, settings: settings, target: target, sink: sink,
      isQuiet: output.quiet, shard: output.shard, color: terminal.color, context: context)
    try session.run(counters: counting)
  }
}
