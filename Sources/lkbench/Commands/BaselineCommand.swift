import ArgumentParser
import BenchRecords
import BenchReports
import Foundation

/// `lkbench baseline`: results under a name, to compare with later.
struct BaselineCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "baseline",
    abstract: "Keep results under a name, to compare with later.",
    discussion: """
      A baseline is a copy of a run's tables and environment in
      .lkbench/baselines of the project: the nearest folder, from the current
      one upwards, that has .lkbench or .git.

        lkbench baseline save before results/20260102T030405Z-epyc-ci
        lkbench baseline list
      """,
    subcommands: [
      BaselineSaveCommand.self, BaselineListCommand.self, BaselineShowCommand.self,
      BaselineRemoveCommand.self,
    ])
}

/// Where baselines are, for every command that takes the name of one.
struct BaselineOptions: ParsableArguments {
  @Option(
    help: .init(
      "Folder of the baselines (default: .lkbench/baselines of the project).", valueName: "dir"))
  var baselines: String?

  /// The baselines that the option names, or those of the project around the current folder.
  var store: BaselineStore {
    BaselineStore(root: baselines ?? Self.projectFolder(FileManager.default.currentDirectoryPath))
  }

  /// Below the nearest folder upwards that keeps baselines or is a repository, else below `start`.
  static func projectFolder(_ start: String) -> String {
    let files = FileManager.default
    let project = ProjectFolder.upward(start).first { folder in
      [BaselineStore.standardFolder, ".git"].contains {
        files.fileExists(atPath: "\(folder)/\($0)")
      }
    }
    return "\(project ?? start)/\(BaselineStore.standardFolder)"
  }
}

/// `lkbench baseline save`.
struct BaselineSaveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "save", abstract: "Keep a copy of a results folder under a name.")

  @Argument(help: .init("Name of the baseline.", valueName: "name"))
  var name: String

  @Argument(help: .init("Results folder.", valueName: "dir"))
  var folder: String

  @Flag(help: "Replace the baseline of that name, if there is one.")
  var replace = false

  @OptionGroup var options: BaselineOptions

  func run() throws {
    try options.store.save(name, folder: folder, replaces: replace)
    try TextOutput.standardOutput.print("\(try options.store.folder(of: name))\n")
  }
}

/// `lkbench baseline list`.
struct BaselineListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the baselines with suite, machine and commit.")

  @OptionGroup var options: BaselineOptions

  @Option(help: "Aligned text, or JSON: text or json.")
  var format = ListCommand.Format.text

  func run() throws {
    let store = options.store
    let rows = try store.names().map { name -> [String] in
      let folder = try store.folder(of: name)
      do throws(RecordError) {
        let environment = try RunEnvironment.read(folder: folder)
        let cases = try RecordTable(folder: folder).rows.count
        return [
          name, environment.suite, String(cases), ISOTime.text(ofCompact: environment.startedAt),
          environment.machineName, String(environment.commit.prefix(12)),
        ]
      } catch {
        return [name, "unreadable: \(error)", "", "", "", ""]
      }
    }
    let listing = Listing(
      columns: ["baseline", "suite", "rows", "measured", "machine", "commit"], rows: rows)
    try TextOutput.standardOutput.print(
      (format == .text ? listing.text : try listing.json()) + "\n")
  }
}

/// `lkbench baseline show`.
struct BaselineShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show the times of a baseline.")

  @Argument(help: .init("Name of the baseline.", valueName: "name"))
  var name: String

  @OptionGroup var options: BaselineOptions

  @OptionGroup(title: "Output")
  var terminal: TerminalOptions

  func run() throws {
    let folder = try options.store.folder(of: name)
    let environment = try RunEnvironment.read(folder: folder)
    let summary = SummaryTable(try RecordTable(folder: folder), environment: environment)
    let commit = environment.commit.isEmpty ? "not recorded" : environment.commit
    try TextOutput.standardOutput.print(
      "folder: \(folder)\ncommit: \(commit)\n"
        + summary.plain(isColored: Terminal(terminal).usesColor))
  }
}

/// `lkbench baseline rm`.
struct BaselineRemoveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rm", abstract: "Forget a baseline.")

  @Argument(help: .init("Name of the baseline.", valueName: "name"))
  var name: String

  @OptionGroup var options: BaselineOptions

  func run() throws { try options.store.remove(name) }
}

extension BaselineError: ExitCoded {
  var exitStatus: ExitStatus {
    switch self {
    case .missing: .incomparable
    case .badName, .taken, .empty: .usage
    case .unlisted: .inputOutput
    }
  }
}
