import ArgumentParser
import ConvModel

/// `lkbench run`: verifies and measures a selection into a results folder.
struct RunCommand: MeasuringCommand {
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

  func run() throws { try measure() }
}
