import ArgumentParser
import BenchReports

/// Where results go, and which part of the selection to measure.
struct OutputOptions: ParsableArguments {
  @Option(
    help: .init(
      "Folder of the results (default: results/<UTC time>-<machine>-<suite>).", valueName: "dir"))
  var output: String?

  @Option(
    help: .init(
      "What standard output shows of each case: \(formats) (default: console).",
      valueName: "name"))
  var format: String?

  @Option(
    defaultAsFlag: ResumeTarget.output,
    help: .init(
      "Go on with an interrupted run; alone, with the command that its folder records.",
      valueName: "dir"))
  var resume: ResumeTarget?

  @Option(help: .init("Measure only part i of n of the problems.", valueName: "i/n"))
  var shard: String?

  @Flag(help: "List the cases with their memory and time, and measure nothing.")
  var dryRun = false

  @Flag(help: "No progress and no tables; an asked-for --format is printed all the same.")
  var quiet = false

  private static var formats: String { SinkCatalog.all.map(\.id).joined(separator: ", ") }

  /// The folder to resume or to make; `nil` for a new one with the default name.
  ///
  /// - Throws: `SelectionError`.
  func target() throws(SelectionError) -> (path: String?, isResumed: Bool) {
    if let output, output.isEmpty {
      throw .malformed(option: "--output", value: output, expected: "a folder")
    }
    switch resume {
    case nil: return (output, false)
    case .output:
      guard let output else {
        throw .malformed(option: "--resume", value: "", expected: "a folder, here or as --output")
      }
      return (output, true)
    case .folder(let path):
      guard output == nil || output == path else {
        throw .malformed(
          option: "--resume", value: path, expected: "the folder of --output, or no --output")
      }
      return (path, true)
    }
  }

  /// The sink of standard output; `nil` where nothing is to be printed.
  ///
  /// - Throws: `SelectionError`.
  func sinkDescription() throws(SelectionError) -> SinkDescription? {
    if format == nil, quiet { return nil }
    let name = format ?? SinkCatalog.all[0].id
    guard let sink = SinkCatalog.sink(named: name) else {
      throw .malformed(option: "--format", value: name, expected: "one of \(Self.formats)")
    }
    return sink
  }

  /// The part of `selection` to measure.
  ///
  /// - Throws: `SelectionError`.
  func part(of selection: Selection) throws(SelectionError) -> Selection {
    guard let shard else { return selection }
    let numbers = shard.split(separator: "/", omittingEmptySubsequences: false)
      .map { ListParsing.natural($0) }
    guard numbers.count == 2, let index = numbers[0], let count = numbers[1] else {
      throw .malformed(option: "--shard", value: shard, expected: "i/n, such as 1/4")
    }
    return try selection.shard(index, of: count)
  }
}

/// The value of `--resume`, which may be left out.
enum ResumeTarget: ExpressibleByArgument, Hashable, CustomStringConvertible {
  /// The folder that `--output` names.
  case output
  case folder(String)

  init?(argument: String) {
    guard !argument.isEmpty else { return nil }
    self = .folder(argument)
  }

  var description: String {
    switch self {
    case .output: "the folder of --output"
    case .folder(let path): path
    }
  }
}

extension ResumeTarget {
  /// `words`, the command line of a run, as a command that goes on with it in `folder`.
  static func command(_ words: [String], folder: String) -> [String] {
    var kept: [String] = []
    var skipsValue = false
    for (index, word) in words.enumerated() {
      if skipsValue {
        skipsValue = false
        continue
      }
      if word.hasPrefix("--output=") || word.hasPrefix("--resume=") { continue }
      if word == "--output" || word == "--resume" {
        // The value of --resume may be missing.
        let next = index + 1 < words.count ? words[index + 1] : "--"
        skipsValue = !next.hasPrefix("--")
        continue
      }
      kept.append(word)
    }
    return kept + ["--resume", folder]
  }
}
