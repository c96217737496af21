import ConvModel
import ConvPlanning
import Foundation
import KernelBuilds
import Synchronization
import Testing

/// The checked-in table of how many conformance cases each algorithm of each build runs.
///
/// An algorithm that refuses what it took before is a line of the table that no longer holds. Whoever means
/// it writes the table anew, by `LKB_CONFORMANCE_COUNTS=write`, and shows the difference in a review. Rows of
/// builds and libraries that are not here are neither compared nor written.
enum ConformanceCounts {
  typealias Key = ConformanceTally.Key

  private static let variable = "LKB_CONFORMANCE_COUNTS"
  private static let header = "suite,build,algorithm,cases"
  private static let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("ConformanceCounts.csv")
  /// Suites write one after the other.
  private static let isWriting = Mutex(())

  static func check(_ counts: [Key: Int], suite: String) throws {
    if ProcessInfo.processInfo.environment[variable] == "write" {
      return try isWriting.withLock { _ in try write(counts, suite: suite) }
    }
    let pinned = try rows().filter { $0.suite == suite && isHere($0.key) }
    for complaint in differences(
      counts, Dictionary(uniqueKeysWithValues: pinned.map { ($0.key, $0.count) }), suite: suite)
    {
      Issue.record("\(complaint) (\(variable)=write pins what ran)")
    }
  }

  /// One line per row that differs.
  static func differences(
    _ counts: [Key: Int], _ pinned: [Key: Int], suite: String
  ) -> [String] {
    let keys = Set(counts.keys).union(pinned.keys).filter { counts[$0] != pinned[$0] }
    return keys.map { key in
      let (found, expected) = (text(counts[key]), text(pinned[key]))
      return
        "\(suite), \(key.build), \(key.algorithm): \(found), but \(expected) in \(file.lastPathComponent)"
    }.sorted()
  }

  private static func text(_ count: Int?) -> String { count.map { "\($0) cases" } ?? "none" }

  private struct Row {
    let suite: String
    let key: Key
    let count: Int

    var line: String { "\(suite),\(key.build),\(key.algorithm),\(count)" }
  }

  private static func isHere(_ key: Key) -> Bool {
    guard key.build == "library" else {
      return KernelBuild.all.contains { $0.instructionSet.rawValue == key.build }
    }
    return AlgorithmCatalog.all.contains {
      $0.id == key.algorithm && ($0 as? any PeerAlgorithm)?.unavailability == nil
    }
  }

  private static func rows() throws -> [Row] {
    let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
    try #require(lines.first == header[...])
    return try lines.dropFirst().map { line in
      let fields = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      try #require(fields.count == 4, "\(line)")
      let count = try #require(Int(fields[3]), "\(line)")
      return Row(suite: fields[0], key: Key(build: fields[1], algorithm: fields[2]), count: count)
    }
  }

  private static func write(_ counts: [Key: Int], suite: String) throws {
    let others = try rows().filter { $0.suite != suite || !isHere($0.key) }
    let own = counts.map { Row(suite: suite, key: $0.key, count: $0.value) }
    let lines = [header] + (others + own).map(\.line).sorted()
    try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: file, options: .atomic)
  }
}
