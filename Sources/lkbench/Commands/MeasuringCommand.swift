import ArgumentParser
import BenchRecords
import ConvModel

/// A command that measures a selection into a results folder.
protocol MeasuringCommand: ParsableCommand {
  var selection: SelectionOptions { get }
  var measurement: MeasurementOptions { get }
  var counting: CounterOptions { get }
  var output: OutputOptions { get }
  var terminal: TerminalOptions { get }
}

extension MeasuringCommand {
  /// Measures what `cases` makes of the selection; the folder of the results, or `nil` for a dry run.
  @discardableResult
  func measure(_ cases: (Selection) throws -> Selection = { $0 }) throws -> String? {
    let context = SelectionContext.current
    let target = try output.target()
    let sink = try output.sinkDescription()
    let whole = try cases(selection.resolve(context))
    let settings = try measurement.settings(seed: whole.cases.first?.problem.seed ?? 0)
    let part = try output.part(of: whole)
    if output.dryRun {
      try TextOutput.standardOutput.print(try DryRun.text(part, settings))
      return nil
    }
    let session = RunSession(
      whole: whole, part: part, settings: settings, target: target, sink: sink,
      isQuiet: output.quiet, shard: output.shard, color: terminal.color, context: context)
    return try session.run(counters: counting)
  }
}
