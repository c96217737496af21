import ArgumentParser
import BenchRecords
import BenchReports
import Synchronization

/// `lkbench export`: a finished results folder in any format of `run --format`.
struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Print a results folder in the format of another tool.",
    discussion: """
      The formats are those of run --format: \(SinkCatalog.all.map { "\($0.id) (\($0.summary))" }
        .joined(separator: ", ")).
      The formats of other tools have no word for a case that failed or was
      skipped: it is left out, never a 0, and standard error says how many.

        lkbench export results/20260102T030405Z-epyc-sweep --format bmf
        lkbench export out --format smaller-is-better --output bench.json
      """)

  @Argument(help: .init("Results folder.", valueName: "dir"))
  var folder: String

  @Option(help: .init("One of \(formats).", valueName: "name"))
  var format: String

  @Option(help: .init("File to write in one step (default: standard output).", valueName: "file"))
  var output: String?

  @OptionGroup(title: "Output")
  var terminal: TerminalOptions

  private static var formats: String { SinkCatalog.all.map(\.id).joined(separator: ", ") }

  func run() throws {
    guard let description = SinkCatalog.sink(named: format) else {
      throw SelectionError.malformed(
        option: "--format", value: format, expected: "one of \(Self.formats)")
    }
    let environment = try RunEnvironment.read(folder: folder)
    let records = try RecordTable(folder: folder).records()
    let terminal = Terminal(terminal)
    let buffer = TextBuffer()
    var sink = description.make(
      SinkContext(
        output: buffer.output, isColored: output == nil && terminal.usesColor,
        environment: environment))
    // No format prints single samples.
    for record in records { try sink.write(record, samples: []) }
    try sink.finish()
    if let output {
      try FileSystem.replace(output, with: buffer.text.utf8)
    } else {
      try TextOutput.standardOutput.print(buffer.text)
    }
    let failed = records.count { $0.status == .failed }
    let skipped = records.count { $0.status == .skipped }
    guard failed + skipped > 0 else { return }
    terminal.note(
      "\(failed + skipped) of \(records.count) cases have no time: \(failed) failed, \(skipped) skipped"
    )
  }
}

/// Text that is printed when it is whole.
private final class TextBuffer: Sendable {
  private let content = Mutex("")

  var text: String { content.withLock { $0 } }
  var output: TextOutput { TextOutput { [self] text in content.withLock { $0 += text } } }
}
