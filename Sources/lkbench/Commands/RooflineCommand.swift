import ArgumentParser
import BenchRecords
import BenchReports

/// `lkbench roofline`: every algorithm of results folders under the measured ceilings, as a table.
struct RooflineCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "roofline",
    abstract: "Tabulate results folders under the measured ceilings, from L1 to DRAM.",
    discussion: """
      A row's roof at a level is the lower of the multiply-add peak of its instruction set and its \
      useful operations per compulsory byte times the level's bandwidth. Ceilings are those that the run \
      stored in its folder (see doctor --calibrate), or this machine's where the folder is of this \
      machine. chart FOLDER roofline draws the same.

        lkbench roofline results/reference-epyc-zen4-versus
        lkbench roofline out --format csv > roofline.csv
      """)

  enum Format: String, CaseIterable, ExpressibleByArgument {
    case console, markdown, csv
  }

  @Argument(help: .init("Results folders.", valueName: "folder"))
  var folders: [String]

  @Option(help: "console, markdown or csv.")
  var format = Format.console

  @OptionGroup(title: "Output")
  var terminal: TerminalOptions

  func run() throws {
    var texts: [String] = []
    for folder in folders {
      let table = RooflineTable(
        try RecordTable(folder: folder), ceilings: try Self.ceilings(of: folder))
      guard !table.points.isEmpty else { throw RooflineError.noRows(folder) }
      switch format {
      case .console:
        let isColored = Terminal(color: terminal.color).usesColor
        texts.append("\(folder)\n" + table.text.plain(isColored: isColored))
      case .markdown: texts.append("### \(folder)\n\n" + table.text.markdown())
      case .csv:
        // One header for all folders.
        let lines = table.csv
        texts.append(
          texts.isEmpty
            ? lines : String(lines.drop { $0 != "\n" && $0 != "\r\n" }.dropFirst()))
      }
    }
    try TextOutput.standardOutput.print(
      texts.joined(separator: format == .csv ? "" : "\n"))
  }

  /// Those stored in the folder, or this machine's where its environment is of this machine.
  ///
  /// - Throws: `RecordError`, `DamagedCeilings`; `RooflineError.notCalibrated`.
  private static func ceilings(of folder: String) throws -> CeilingTable {
    let fingerprint = try RunEnvironment.read(folder: folder).machine.fingerprint
    if let own = try CeilingStore.of(folder: folder).load(fingerprint: fingerprint) { return own }
    guard
      let cached = try CeilingStore.cached(fingerprint: fingerprint).load(fingerprint: fingerprint)
    else { throw RooflineError.notCalibrated(folder) }
    return cached
  }
}

/// Why there is no roofline.
enum RooflineError: ExitCoded, Hashable {
  case noRows(String)
  case notCalibrated(String)

  var exitStatus: ExitStatus { .incomparable }

  var description: String {
    switch self {
    case .noRows(let folder):
      "\(folder) has no measured convolution with a rate under these ceilings"
    case .notCalibrated(let folder):
      "\(folder) has no \(CeilingStore.fileName) and its machine was not calibrated here: run lkbench "
        + "doctor --calibrate on that machine, then measure again"
    }
  }
}

extension DamagedCeilings: ExitCoded {
  var exitStatus: ExitStatus { .inputOutput }
}
