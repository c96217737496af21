import BenchModel
import Foundation
import TestSupport
import Testing

@testable import BenchRecords

@Suite("Damaged results")
struct RecordFuzzTests {
  private static let run = "results/reference-epyc-zen4-threads"

  @Test("a table of results is read or refused in one line")
  func results() throws {
    let corpus = try [
      Fuzzing.lines(4, of: "\(Self.run)/results.csv"),
      Fuzzing.lines(3, of: "results/reference-epyc-zen4-versus/results.csv"),
    ]
    let faults = Fuzzing(rounds: 400).faults(corpus, seed: 1) { bytes in
      let table = try RecordTable(bytes: bytes, path: "results.csv")
      // What was read can be used: every row prints again, and gives the entries of a history.
      #expect(table.records().count == table.rows.count)
    }
    #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
  }

  @Test("samples are read or refused in one line")
  func samples() throws {
    let corpus = [try Fuzzing.lines(5, of: "\(Self.run)/samples.csv")]
    let faults = Fuzzing(rounds: 800).faults(corpus, seed: 2) { bytes in
      let table = try SampleTable(bytes: bytes, path: "samples.csv")
      for sample in table.samples.values.joined() { _ = sample.nanosecondsPerCall }
    }
    #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
  }

  @Test("a history is read or refused in one line")
  func history() throws {
    let entries = (0..<4).map { number in
      HistoryEntry(
        time: "2026-01-31T14:25:0\(number)Z", commit: "c\(number)", fingerprint: "f",
        caseID: "dense, \"k7\"", metric: "median_ns", value: 100.5, low: 99, runID: "r\(number)")
    }
    let corpus = [Array((HistoryEntry.header + entries.map(\.line).joined()).utf8)]
    let faults = Fuzzing(rounds: 800).faults(corpus, seed: 3) { bytes in
      _ = try HistoryTable(bytes: bytes, path: "history.csv").entries.map(\.line)
    }
    #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
  }

  @Test("an environment is read or refused in one line")
  func environment() throws {
    let corpus = [
      Array(Fixture.environment(cases: ["a", "b"]).json.utf8),
      try Fuzzing.file("\(Self.run)/environment.json"),
    ]
    try withTemporaryFolder { root in
      let faults = Fuzzing(rounds: 400).faults(corpus, seed: 4) { bytes in
        try write(bytes, to: root + "/environment.json")
        _ = try RunEnvironment.read(folder: root).json
      }
      #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
    }
  }

  @Test("a damaged folder is merged or refused in one line, and leaves nothing half written")
  func merge() throws {
    try withTemporaryFolder { root in
      try Fixture.fullFolder(root + "/a")
      let files = ["results.csv", "samples.csv", "environment.json"]
      let whole = try files.map { try contents("\(root)/a/\($0)") }
      for (file, bytes) in zip(files, whole) {
        let faults = Fuzzing(rounds: 60).faults([bytes], seed: 5) { damaged in
          try? FileManager.default.removeItem(atPath: root + "/m")
          try write(damaged, to: "\(root)/a/\(file)")
          _ = try ShardMerge.merge([root + "/a"], into: root + "/m", runID: "m")
          _ = try RecordTable(folder: root + "/m")
        }
        #expect(faults.isEmpty, "\(file): \(faults.joined(separator: "\n"))")
        try write(bytes, to: "\(root)/a/\(file)")
      }
    }
  }
}
