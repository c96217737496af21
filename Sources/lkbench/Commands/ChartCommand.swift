import ArgumentParser
import Foundation

/// `lkbench chart`: draws a results folder.
struct ChartCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "chart",
    abstract: "Draw a results folder.",
    discussion: """
      Charts: scaling, regimes, ratio, roofline, machines, network, sparsity-width,
      replknet-latency, erf.
      Without their names every chart is drawn whose columns and files are
      there; for the others the missing ones are named.

        lkbench chart results/20260102T030405Z-epyc-sweep
        lkbench chart results/20260102T030405Z-epyc-sweep regimes --format svg
      """)

  @Argument(help: .init("Results folder.", valueName: "dir"))
  var folder: String

  @Argument(help: .init("Charts to draw (default: all that can be drawn).", valueName: "chart"))
  var charts: [String] = []

  @Option(
    help: .init("Folder of the charts (default: charts in the results folder).", valueName: "dir"))
  var output: String?

  @Option(help: .init("svg, png or both (default: svg,png).", valueName: "list"))
  var format: String?

  @OptionGroup var python: PythonOptions

  func run() throws {
    var arguments = [folder] + charts
    if let output { arguments += ["--output", output] }
    if let format { arguments += ["--format", format] }
    let outcome = try ChartProgram(python.interpreter()).run(arguments)
    FileHandle.standardError.write(
      Data(outcome.complaints.map { "lkbench: \($0)\n" }.joined().utf8))
    if outcome.status != 0 { throw ExitCode(outcome.status) }
  }
}

/// Which Python draws.
struct PythonOptions: ParsableArguments {
  @Option(
    help: .init(
      "Python with matplotlib (default: the first of python3 and /usr/bin/python3 that has it).",
      valueName: "path"))
  var python: String?

  /// The path of a Python that imports matplotlib.
  ///
  /// - Throws: `ChartError`.
  func interpreter() throws(ChartError) -> String {
    let candidates = python.map { [$0] } ?? ["python3", "/usr/bin/python3"]
    guard let found = candidates.first(where: Self.hasMatplotlib) else {
      throw .noMatplotlib(candidates: candidates)
    }
    return found
  }

  private static func hasMatplotlib(_ python: String) -> Bool {
    let process = ChartProgram.process(python, ["-c", "import matplotlib"])
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    // The next candidate is tried, and the complaint names all of them.
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }
}
