import BenchModel
import Foundation
import Synchronization
import Testing

@testable import BenchRecords

@Suite("History")
struct HistoryTests {
  @Test("what was appended is read back, once however often it is appended")
  func roundTrip() throws {
    try withTemporaryFolder { root in
      let path = root + "/history.csv"
      let entries = (0..<3).map { entry($0) }
      #expect(try HistoryFile.append(entries, to: path) == .init(added: 3, known: 0))
      #expect(try HistoryFile.append(entries, to: path) == .init(added: 0, known: 3))
      let more = [entry(2), entry(3), entry(3)]
      #expect(try HistoryFile.append(more, to: path) == .init(added: 1, known: 2))
      #expect(try HistoryTable(file: path).entries == (0..<4).map { entry($0) })
      let text = String(decoding: try contents(path), as: UTF8.self)
      #expect(
        text.hasPrefix("time,commit,fingerprint,case_id,metric,value,low,high,run_id,schema\n"))
    }
  }

  @Test("a line that a killed writer left incomplete is dropped and written again")
  func truncated() throws {
    try withTemporaryFolder { root in
      let path = root + "/history.csv"
      _ = try HistoryFile.append([entry(0), entry(1)], to: path)
      let whole = try contents(path)
      for length in 0..<whole.count {
        try write(whole[..<length], to: path)
        _ = try HistoryFile.append([entry(0), entry(1)], to: path)
        #expect(try contents(path) == whole, "cut at \(length)")
      }
    }
  }

  @Test("writers at the same time lose nothing and write nothing twice")
  func concurrent() throws {
    try withTemporaryFolder { root in
      let path = root + "/history.csv"
      let complaints = Mutex<[String]>([])
      DispatchQueue.concurrentPerform(iterations: 8) { number in
        do {
          // Two writers have each entry.
          _ = try HistoryFile.append((0..<5).map { entry(number / 2 * 5 + $0) }, to: path)
        } catch {
          complaints.withLock { $0.append("\(error)") }
        }
      }
      #expect(complaints.withLock(\.self) == [])
      let entries = try HistoryTable(file: path).entries
      #expect(entries.count == 20 && Set(entries).count == 20)
    }
  }

  @Test("rows of a folder become entries with the time, commit and machine of their part")
  func ofFolder() throws {
    try withTemporaryFolder { root in
      try Fixture.fullFolder(root + "/a")
      let table = try RecordTable(folder: root + "/a")
      var environment = try RunEnvironment.read(folder: root + "/a")
      environment.details = ["git_commit": "abc", "git_dirty": "true"]
      #expect(HistoryEntry.standardMetrics(of: table) == ["median_ns"])
      let entries = HistoryEntry.entries(
        of: table, environment: environment, metrics: ["median_ns"])
      // The skipped row is none.
      #expect(entries.map(\.caseID) == ["dense/k7", "größe 51"])
      #expect(entries.map(\.value) == [250, 500.125])
      #expect(entries[0].low == 237.5 && entries[0].high == 281.25)
      #expect(entries[0].time == "2026-01-31T14:25:00Z" && entries[0].commit == "abc-dirty")
      #expect(entries[0].fingerprint == environment.machineFingerprint)
      // A merged folder, whose rows keep the identity of their part.
      var other = Fixture.environment(runID: "run-1", model: 2)
      other.details = ["git_commit": "def"]
      environment.runID = "merged"
      environment.parts = [other]
      let merged = HistoryEntry.entries(of: table, environment: environment, metrics: ["median_ns"])
      #expect(merged.map(\.commit) == ["def", "def"])
      #expect(Set(merged.map(\.fingerprint)) == [other.machineFingerprint])
      #expect(
        HistoryEntry.entries(of: table, environment: environment, metrics: ["reason"]).isEmpty)
    }
  }

  @Test(
    "what is wrong is one line that says where",
    arguments: [
      ("a,b\n", "h.csv lacks the columns time, commit, fingerprint"),
      (HistoryEntry.header + "x,y\n", "h.csv, line 2 is damaged: it has 2 cells, the header 10"),
      (HistoryEntry.header + "t,c,f,i,m,1,,,r,2\n", "h.csv has schema 2; this version reads"),
      (
        HistoryEntry.header + "t,c,f,i,m,,,,r,1\n",
        "h.csv, line 2, column value: '' is not a number"
      ),
      (HistoryEntry.header + "t,c,f,i,m,inf,,,r,1\n", "'inf' is not a number"),
    ])
  func damage(text: String, expected: String) {
    let error = #expect(throws: RecordError.self) {
      try HistoryTable(bytes: Array(text.utf8), path: "h.csv")
    }
    #expect(error?.description.contains(expected) == true, "\(error?.description ?? "")")
  }

  private func entry(_ number: Int) -> HistoryEntry {
    HistoryEntry(
      time: "2026-01-31T14:25:0\(number % 10)Z", commit: "c\(number)", fingerprint: "f",
      caseID: "dense, \"k7\"", metric: "median_ns", value: 100.5 + Double(number),
      low: number.isMultiple(of: 2) ? 99.5 : nil, high: nil, runID: "run-\(number)")
  }
}

@Suite("Times for other tools")
struct ISOTimeTests {
  @Test("compact times get their separators, other texts stay")
  func text() {
    #expect(ISOTime.text(ofCompact: "20260131T142500Z") == "2026-01-31T14:25:00Z")
    for other in ["", "2026", "2026-01-31T14:25", "20260131X142500Z", "abcdefghTijklmnZ"] {
      #expect(ISOTime.text(ofCompact: other) == other)
    }
  }
}
