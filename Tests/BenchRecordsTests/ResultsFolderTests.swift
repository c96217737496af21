import BenchModel
import Foundation
import Testing

@testable import BenchRecords

@Suite("Results folders")
struct ResultsFolderTests {
  @Test("holds environment, command and both headers before the first case")
  func creation() throws {
    try withTemporaryFolder { root in
      let path = root + "/deep/run"
      let folder = try ResultsFolder.create(
        at: path, schema: Fixture.schema(), environment: Fixture.environment())
      #expect(folder.finishedCases.isEmpty)
      #expect(try RunEnvironment.read(folder: path) == Fixture.environment())
      #expect(try contents(path + "/command.txt") == Array("lkbench run --filter 'a b'\n".utf8))
      #expect(try contents(path + "/results.csv") == Array(Fixture.schema().header.utf8))
      #expect(try contents(path + "/samples.csv") == Array(SampleLines.header.utf8))
      let names = try FileManager.default.contentsOfDirectory(atPath: path).sorted()
      #expect(names == ["command.txt", "environment.json", "results.csv", "samples.csv"])
    }
  }

  @Test("refuses a folder that holds anything, but not what a killed start left")
  func existingFolders() throws {
    try withTemporaryFolder { path in
      try write([], to: path + "/environment.json.partial")
      try Fixture.fullFolder(path)
      #expect(throws: RecordError.folderNotEmpty(path: path)) { try Fixture.fullFolder(path) }
    }
  }

  @Test("says in one line why a folder cannot be made")
  func unusablePath() throws {
    try withTemporaryFolder { root in
      try write([], to: root + "/file")
      let expected = RecordError.fileOperation(
        action: "create", path: root + "/file/run", reason: "Not a directory")
      #expect(throws: expected) { try Fixture.fullFolder(root + "/file/run") }
    }
  }

  @Test("lets one writer in at a time")
  func lock() throws {
    try withTemporaryFolder { path in
      var first: ResultsFolder? = try ResultsFolder.create(
        at: path, schema: Fixture.schema(), environment: Fixture.environment())
      #expect(throws: RecordError.folderInUse(path: path)) { try resume(path) }
      #expect(throws: RecordError.folderInUse(path: path)) {
        try ShardMerge.merge([path], into: path + "-merged", runID: "m")
      }
      #expect(first?.runID == "run-1")
      first = nil
      #expect(try resume(path).finishedCases.isEmpty)
    }
  }

  @Test("goes on with the same run after an interruption")
  func resumption() throws {
    try withTemporaryFolder { path in
      try Fixture.fullFolder(path)
      let before = try contents(path + "/results.csv")
      let folder = try resume(path, runID: "run-2")
      #expect(folder.runID == "run-1")
      #expect(folder.finishedCases == ["dense/k7", "dense/k9", "größe 51"])
      #expect(try contents(path + "/results.csv") == before)
      let parts = try RunEnvironment.read(folder: path).parts
      #expect(parts?.map(\.runID) == ["run-1", "run-2"])
      #expect(
        try String(contentsOfFile: path + "/command.txt", encoding: .utf8).split(separator: "\n")
          .count == 2)
    }
  }

  @Test("measures failed cases again and drops their rows and samples")
  func failedCases() throws {
    try withTemporaryFolder { path in
      try failFirst(path)
      let folder = try resume(path)
      #expect(folder.finishedCases == ["dense/k9", "größe 51"])
      #expect(try RecordTable(folder: path).rows.map(\.caseID) == ["dense/k9", "größe 51"])
      #expect(try SampleTable(folder: path).samples.keys.sorted() == ["größe 51"])
      let first = Fixture.cases(folder)[0]
      try folder.append(first.record, samples: first.samples)
      #expect(try RecordTable(folder: path).rows.count == 3)
    }
  }

  @Test("refuses to resume another selection, other columns, another machine, or nothing")
  func mismatches() throws {
    try withTemporaryFolder { path in
      #expect(throws: RecordError.notAResultsFolder(path: path, missing: "environment.json")) {
        try resume(path)
      }
      try Fixture.fullFolder(path)
      let selection = RecordError.selectionDiffers(path: path, found: "d1", expected: "d2")
      #expect(throws: selection) { try resume(path, digest: "d2") }
      let columns = RecordError.columnsDiffer(
        path: path, what: "without new, with papi_page_faults, papi_page_faults_status, stop_reason"
      )
      #expect(throws: columns) {
        try ResultsFolder.resume(
          at: path, schema: RecordSchema(extraColumns: ["new"]),
          environment: Fixture.environment())
      }
      #expect {
        try ResultsFolder.resume(
          at: path, schema: Fixture.schema(), environment: Fixture.environment(model: 2))
      } throws: { error in
        if case .machinesDiffer? = error as? RecordError { true } else { false }
      }
    }
  }

  @Test("names a folder by time, machine and suite")
  func names() {
    let date = Date(timeIntervalSince1970: 1_769_869_500)
    let name = FolderName.make(startedAt: date, machine: "epyc-2c", suite: "My Suite/51")
    #expect(name == "20260131T142500Z-epyc-2c-my-suite-51")
  }

  private func failFirst(_ path: String) throws {
    let folder = try ResultsFolder.create(
      at: path, schema: Fixture.schema(), environment: Fixture.environment())
    for (index, var entry) in Fixture.cases(folder).enumerated() {
      if index == 0 { entry.record.set(status: .failed, reason: "wrong output") }
      try folder.append(entry.record, samples: entry.samples)
    }
  }

  @discardableResult
  private func resume(
    _ path: String, runID: String = "run-1", digest: String = "d1"
  ) throws -> ResultsFolder {
    try ResultsFolder.resume(
      at: path, schema: Fixture.schema(),
      environment: Fixture.environment(runID: runID, digest: digest))
  }
}
