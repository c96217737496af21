import ArgumentParser
import BenchRecords
import BenchReports
import Foundation

/// Writes a gate's report everywhere it was asked for.
struct GateOutput {
  let options: GateOutputOptions
  let environment: [String: String]

  /// GitHub's file of the job's summary.
  static let summaryVariable = "GITHUB_STEP_SUMMARY"

  /// - Throws: `RecordError` where a file cannot be written; `SelectionError` for an unknown format.
  func write(_ report: GateReport, to output: TextOutput = .standardOutput) throws {
    let terminal = Terminal(options.terminal)
    try output.print(try options.standardFormat().text(report, terminal.usesColor))
    let files: [(path: String?, format: GateFormat)] = [
      (options.junit, .junit), (options.json, .json), (options.summary, .markdown),
    ]
    for (path, format) in files {
      if let path { try FileSystem.replace(path, with: format.text(report, false).utf8) }
    }
    if let path = environment[Self.summaryVariable], !path.isEmpty {
      try append(GateFormat.markdown.text(report, false) + "\n", to: path)
    }
  }

  /// Appends: other steps of the job write to the same file.
  private func append(_ text: String, to path: String) throws {
    do {
      let file = URL(fileURLWithPath: path)
      if !FileManager.default.fileExists(atPath: path) { try Data().write(to: file) }
      let handle = try FileHandle(forWritingTo: file)
      try handle.seekToEnd()
      try handle.write(contentsOf: Data(text.utf8))
      // Some file systems say only now that the disk is full.
      try handle.close()
    } catch {
      throw RecordError.fileOperation(
        action: "append to", path: path, reason: error.localizedDescription)
    }
  }
}

/// Where the gate's report goes.
struct GateOutputOptions: ParsableArguments {
  @Option(help: .init("What standard output shows: \(formats).", valueName: "name"))
  var format = "console"

  @Option(help: .init("Also write JUnit XML.", valueName: "file"))
  var junit: String?

  @Option(help: .init("Also write JSON (Benchmarks/Schemas/gate.schema.json).", valueName: "file"))
  var json: String?

  @Option(
    help: .init(
      "Also write Markdown; appended to $GITHUB_STEP_SUMMARY where that is set.",
      valueName: "file"))
  var summary: String?

  @OptionGroup var terminal: TerminalOptions

  private static var formats: String {
    GateFormatCatalog.all.map(\.id).joined(separator: ", ")
  }

  /// The format of standard output.
  ///
  /// - Throws: `SelectionError`.
  func standardFormat() throws(SelectionError) -> GateFormat {
    guard let found = GateFormatCatalog.format(named: format) else {
      throw .malformed(option: "--format", value: format, expected: "one of \(Self.formats)")
    }
    return found
  }
}
