import ArgumentParser
import BenchRecords
import Foundation

/// `lkbench merge`: one results folder of several shards or attempts.
struct MergeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "Join the results of shards and of interrupted runs.",
    discussion: """
      The parts must come from one selection with the same columns. A case may
      be in several parts if at most one of them finished it.

        lkbench merge part1 part2 --output whole
      """)

  @Argument(help: .init("Results folders.", valueName: "dir"))
  var folders: [String]

  @Option(help: .init("Folder of the joined results; new or empty.", valueName: "dir"))
  var output: String

  @Flag(help: "Join results of machines that differ; their times cannot be compared.")
  var allowDifferentMachines = false

  func run() throws {
    let runID = RunIdentity.make(startedAt: Date())
    let outcome = try ShardMerge.merge(
      folders, into: output, runID: runID, allowDifferentMachines: allowDifferentMachines)
    let missing = outcome.missingCases
    var text = "\(outcome.rows) row\(outcome.rows == 1 ? "" : "s") in \(output)\n"
    if !missing.isEmpty {
      text += "\(missing.count) case\(missing.count == 1 ? "" : "s") missing:\n"
      text += missing.map { "  \($0)\n" }.joined()
    }
    try TextOutput.standardOutput.print(text)
  }
}

/// Names of runs: the start, to be read, and random digits, so that shards started together differ.
enum RunIdentity {
  static func make(startedAt date: Date) -> String {
    let digits = String(UInt32.random(in: .min ... .max), radix: 16)
    return FolderName.time(date) + "-" + String(repeating: "0", count: 8 - digits.count) + digits
  }
}
