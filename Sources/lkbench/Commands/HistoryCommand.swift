import ArgumentParser
import BenchModel
import BenchRecords
import BenchReports
import ConvModel

/// `lkbench history`: results over time, and where they changed.
struct HistoryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "history",
    abstract: "Keep results over time in one CSV, and find where their level changed.",
    discussion: """
      append adds the rows of finished results folders, each once however often
      it is called. show lists the change points of every series (one machine,
      one case, one metric). It is for reading and never fails on a change.

        lkbench history append results/20260102T030405Z-epyc-ci --history trend.csv
        lkbench history show trend.csv --case k31
      """,
    subcommands: [HistoryAppendCommand.self, HistoryShowCommand.self])
}

/// `lkbench history append`.
struct HistoryAppendCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "append", abstract: "Add the rows of results folders to a history.")

  @Argument(help: .init("Results folders.", valueName: "dir"))
  var folders: [String]

  @Option(help: .init("The history; made if it is missing.", valueName: "file"))
  var history: String

  @Option(
    help: .init(
      "Columns of results.csv to keep (default: median_ns and every ratio_vs_<peer>).",
      valueName: "names"))
  var metric: [String] = []

  func run() throws {
    var entries: [HistoryEntry] = []
    for folder in folders {
      let table = try RecordTable(folder: folder)
      let columns = table.layout.columns
      let metrics = try SelectionAxes.names(metric, "--metric", among: columns)
      entries += HistoryEntry.entries(
        of: table, environment: try RunEnvironment.read(folder: folder),
        metrics: metrics ?? HistoryEntry.standardMetrics(of: table))
    }
    let outcome = try HistoryFile.append(entries, to: history)
    let values = "\(outcome.added) value\(outcome.added == 1 ? "" : "s")"
    try TextOutput.standardOutput.print(
      "\(values) added to \(history), \(outcome.known) known before\n")
  }
}

/// `lkbench history show`.
struct HistoryShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "List where the level of each series changed.",
    discussion: """
      Method: \(TrendReport.method). A level counts from its third point on; times
      and ratios are compared by their logarithms.

      With --format csv the values themselves are printed: one case, metric and
      machine make a file that Apache Otava reads (time_column: time,
      attributes: [commit], metrics: [value]).
      """)

  enum Format: String, CaseIterable, ExpressibleByArgument {
    case text, json, csv
  }

  /// Memory grows with the square of the points.
  private static let longest = 5000

  @Argument(help: .init("The history.", valueName: "file"))
  var history: String

  @Option(
    name: .customLong("case"), help: .init("Only cases whose id contains this.", valueName: "text"))
  var caseText: String?

  @Option(help: .init("Only this metric, such as median_ns.", valueName: "name"))
  var metric: String?

  @Option(help: .init("Only machines whose fingerprint begins like this.", valueName: "digits"))
  var fingerprint: String?

  @Option(help: .init("Leave out changes below this, such as 3%.", valueName: "share"))
  var minChange = "1%"

  @Option(help: .init("Look at the last so many points of each series.", valueName: "count"))
  var last = "500"

  @Option(help: "Print text, json or csv.")
  var format = Format.text

  func run() throws {
    guard let smallest = Quantity.share(minChange) else {
      throw SelectionError.malformed(
        option: "--min-change", value: minChange, expected: Quantity.shareGrammar)
    }
    guard let latest = ListParsing.natural(last), (1...Self.longest).contains(latest) else {
      throw SelectionError.malformed(
        option: "--last", value: last, expected: "a number from 1 to \(Self.longest)")
    }
    let all = try HistoryTable(file: history).entries
    let entries = all.filter { entry in
      (caseText.map(entry.caseID.contains) ?? true) && (metric.map { $0 == entry.metric } ?? true)
        && (fingerprint.map(entry.fingerprint.hasPrefix) ?? true)
    }
    guard !entries.isEmpty else {
      throw EmptyHistory(path: history, values: all.count)
    }
    let finder = ChangePoints()
    let report = TrendReport(
      SeriesTrend.all(
        entries, finder: finder, smallest: smallest, latest: latest),
      persistence: finder.persistence)
    let text =
      switch format {
      case .text: report.text()
      case .json: report.json()
      case .csv: report.csv()
      }
    try TextOutput.standardOutput.print(text)
  }
}

/// A history in which nothing is left to show.
struct EmptyHistory: ExitCoded, Hashable {
  let path: String
  let values: Int

  var exitStatus: ExitStatus { .usage }
  var description: String {
    values == 0
      ? "\(path) has no values yet: lkbench history append adds some"
      : "none of the \(values) values in \(path) is selected: loosen --case, --metric or --fingerprint"
  }
}
