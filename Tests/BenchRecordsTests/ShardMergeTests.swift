import BenchModel
import Testing

@testable import BenchRecords

@Suite("Merging of shards")
struct ShardMergeTests {
  private static let cases = ["dense/k7", "dense/k9", "größe 51"]

  @Test("gives the rows and samples of the run that was not split, in its order")
  func equalsSingleRun() throws {
    try withTemporaryFolder { root in
      try Fixture.fullFolder(root + "/whole")
      try shard([2, 1], in: root + "/b", digest: "d1")
      try shard([0], in: root + "/a", digest: "d1")
      let outcome = try ShardMerge.merge(
        [root + "/b", root + "/a"], into: root + "/merged", runID: "merged")
      #expect(outcome.rows == 3)
      #expect(outcome.missingCases.isEmpty)
      for file in ["results.csv", "samples.csv"] {
        #expect(try contents("\(root)/merged/\(file)") == contents("\(root)/whole/\(file)"))
      }
      let environment = try RunEnvironment.read(folder: root + "/merged")
      #expect(environment.runID == "merged")
      #expect(environment.cases == Self.cases)
      #expect(environment.parts?.count == 2)
    }
  }

  @Test("goes on with a merged run and names the cases that no part has")
  func missingCases() throws {
    try withTemporaryFolder { root in
      try shard([1], in: root + "/a", digest: "d1")
      let outcome = try ShardMerge.merge([root + "/a"], into: root + "/m", runID: "m")
      #expect(outcome.missingCases == ["dense/k7", "größe 51"])
      let folder = try ResultsFolder.resume(
        at: root + "/m", schema: Fixture.schema(), environment: Fixture.environment())
      #expect(folder.finishedCases == ["dense/k9"])
    }
  }

  @Test("keeps the finished row of a case that failed elsewhere")
  func failedElsewhere() throws {
    try withTemporaryFolder { root in
      try shard([0], in: root + "/good", digest: "d1")
      try shard([0, 1], in: root + "/bad", digest: "d1", failing: [0])
      for (number, order) in [["/good", "/bad"], ["/bad", "/good"]].enumerated() {
        let merged = "\(root)/m\(number)"
        let outcome = try ShardMerge.merge(order.map { root + $0 }, into: merged, runID: "m")
        #expect(outcome.rows == 2)
        #expect(try RecordTable(folder: merged).rows.map(\.status) == [.ok, .skipped])
      }
    }
  }

  @Test("refuses a case that was finished twice")
  func duplicates() throws {
    try withTemporaryFolder { root in
      try shard([0, 1], in: root + "/a", digest: "d1")
      try shard([1, 2], in: root + "/b", digest: "d1")
      let expected = RecordError.duplicateCase(
        caseID: "dense/k9", first: root + "/a", second: root + "/b")
      #expect(throws: expected) {
        try ShardMerge.merge([root + "/a", root + "/b"], into: root + "/m", runID: "m")
      }
    }
  }

  @Test("refuses parts of different selections and, unless allowed, machines")
  func mismatches() throws {
    try withTemporaryFolder { root in
      try shard([0], in: root + "/a", digest: "d1")
      try shard([1], in: root + "/b", digest: "d2")
      try shard([1], in: root + "/c", digest: "d1", model: 2)
      let selection = RecordError.selectionDiffers(
        path: root + "/b", found: "d2", expected: "d1")
      #expect(throws: selection) {
        try ShardMerge.merge([root + "/a", root + "/b"], into: root + "/m", runID: "m")
      }
      let machines = #expect(throws: RecordError.self) {
        try ShardMerge.merge([root + "/a", root + "/c"], into: root + "/m", runID: "m")
      }
      #expect(machines?.category == .notComparable)
      let outcome = try ShardMerge.merge(
        [root + "/a", root + "/c"], into: root + "/m", runID: "m", allowDifferentMachines: true)
      #expect(outcome.rows == 2)
      #expect(throws: RecordError.folderNotEmpty(path: root + "/m")) {
        try ShardMerge.merge([root + "/a"], into: root + "/m", runID: "m")
      }
      #expect(throws: RecordError.nothingToMerge) {
        try ShardMerge.merge([], into: root + "/n", runID: "n")
      }
    }
  }

  @Test("one case of two machines is two rows with their samples, and joins again")
  func machines() throws {
    try withTemporaryFolder { root in
      try shard([0, 2], in: root + "/a", digest: "d1", runID: "run-a")
      try shard([2], in: root + "/b", digest: "d2", model: 2, runID: "run-b")
      let both = try ShardMerge.merge(
        [root + "/a", root + "/b"], into: root + "/m", runID: "m", allowDifferentMachines: true)
      #expect(both.rows == 3 && both.environment.fingerprints.count == 2)
      let rows = try RecordTable(folder: root + "/m").rows
      #expect(rows.map(\.caseID) == ["dense/k7", "größe 51", "größe 51"])
      #expect(rows.map { $0.text(.runID) } == ["run-a", "run-a", "run-b"])
      let names = both.environment.machinesByRun
      #expect(names["run-a"] == "epyc-family25-model1-2c")
      #expect(names["run-b"] == "epyc-family25-model2-2c")
      let again = try ShardMerge.merge(
        [root + "/m"], into: root + "/n", runID: "n", allowDifferentMachines: true)
      #expect(again.rows == 3)
      for file in ["results.csv", "samples.csv"] {
        #expect(try contents("\(root)/n/\(file)") == contents("\(root)/m/\(file)"))
      }
      // On each machine a case is finished once, as ever.
      #expect(throws: RecordError.self) {
        try ShardMerge.merge(
          [root + "/m", root + "/b"], into: root + "/o", runID: "o", allowDifferentMachines: true)
      }
    }
  }

  private func shard(
    _ indices: [Int], in path: String, digest: String, model: Int = 1, failing: Set<Int> = [],
    runID: String = "run-1"
  ) throws {
    let folder = try ResultsFolder.create(
      at: path, schema: Fixture.schema(),
      environment: Fixture.environment(
        runID: runID, digest: digest, cases: Self.cases, model: model))
    let cases = Fixture.cases(folder)
    for index in indices {
      var record = cases[index].record
      if failing.contains(index) { record.set(status: .failed, reason: "crashed") }
      try folder.append(record, samples: cases[index].samples)
    }
  }
}
