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
      be in several parts if at most one of them finished it. Ceilings that were
      measured are kept if all parts come from one machine.

      With --allow-different-machines a case has a row per machine, and charts
      and reports keep machines apart (lkbench chart whole machines).

        lkbench merge part1 part2 --output whole
        lkbench merge here there --output both --allow-different-machines
      """)

  @Argument(help: .init("Results folders.", valueName: "dir"))
  var folders: [String]

  @Option(help: .init("Folder of the joined results; new or empty.", valueName: "dir"))
  var output: String

  @Flag(help: "Join results of machines that differ, to see them side by side.")
  var allowDifferentMachines = false

  func run() throws {
    let runID = RunIdentity.make(startedAt: Date())
    let outcome = try ShardMerge.merge(
      folders, into: output, runID: runID, allowDifferentMachines: allowDifferentMachines)
    try carryCeilings(of: outcome.environment)
    let missing = outcome.missingCases
    var text = "\(outcome.rows) row\(outcome.rows == 1 ? "" : "s") in \(output)\n"
    if !missing.isEmpty {
      text += "\(missing.count) case\(missing.count == 1 ? "" : "s") missing:\n"
      text += missing.map { "  \($0)\n" }.joined()
    }
    try TextOutput.standardOutput.print(text)
  }

  /// The newest ceilings of the parts; none where the parts come from several machines.
  private func carryCeilings(of environment: RunEnvironment) throws {
    guard environment.fingerprints.count == 1 else { return }
    let terminal = Terminal()
    let tables = folders.compactMap { folder in
      CeilingStore.of(folder: folder).load(
        fingerprint: environment.machineFingerprint, remedy: "the joined folder goes without",
        warn: terminal.note)
    }
    guard let newest = tables.max(by: { $0.measuredAt < $1.measuredAt }) else { return }
    try CeilingStore.of(folder: output).save(newest)
  }
}

/// Names of runs: the start, to be read, and random digits, so that shards started together differ.
enum RunIdentity {
  static func make(startedAt date: Date) -> String {
    let digits = String(UInt32.random(in: .min ... .max), radix: 16)
    return FolderName.time(date) + "-" + String(repeating: "0", count: 8 - digits.count) + digits
  }
}
