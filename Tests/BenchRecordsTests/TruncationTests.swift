import BenchModel
import Testing

@testable import BenchRecords

@Suite("Runs killed at any byte")
struct TruncationTests {
  /// The files of a complete run.
  private struct Files {
    let environment: [UInt8]
    let results: [UInt8]
    let samples: [UInt8]

    init() throws {
      self = try withTemporaryFolder { path in
        try Fixture.fullFolder(path)
        return try Files(folder: path)
      }
    }

    init(folder: String) throws {
      environment = try contents(folder + "/environment.json")
      results = try contents(folder + "/results.csv")
      samples = try contents(folder + "/samples.csv")
    }

    func write(to folder: String, results: Int, samples: Int) throws {
      try BenchRecordsTests.write(environment, to: folder + "/environment.json")
      try BenchRecordsTests.write(self.results.prefix(results), to: folder + "/results.csv")
      try BenchRecordsTests.write(self.samples.prefix(samples), to: folder + "/samples.csv")
    }
  }

  @Test("loses at most the case that was being written to results.csv")
  func resultsCutAnywhere() throws {
    let files = try Files()
    try withTemporaryFolder { path in
      for length in 0...files.results.count {
        try files.write(to: path, results: length, samples: files.samples.count)
        let ended = files.results.prefix(length)
        let kept = try continueRun(path, files: files)
        let rows = try CSVFile(Array(ended), path: "results.csv").rows.count
        #expect(kept == max(0, rows - 1), "cut after \(length) bytes")
        #expect(try contents(path + "/results.csv") == files.results, "cut after \(length) bytes")
        #expect(try contents(path + "/samples.csv") == files.samples, "cut after \(length) bytes")
      }
    }
  }

  @Test("measures again what samples.csv does not hold completely")
  func samplesCutAnywhere() throws {
    let files = try Files()
    try withTemporaryFolder { path in
      for length in 0...files.samples.count {
        try files.write(to: path, results: files.results.count, samples: length)
        try continueRun(path, files: files)
        let expected = try RecordTable(bytes: files.results, path: "results.csv")
        let found = try RecordTable(folder: path)
        let sorted = found.rows.map(\.cells).sorted { $0[3] < $1[3] }
        #expect(
          sorted == expected.rows.map(\.cells).sorted { $0[3] < $1[3] }, "cut after \(length) bytes"
        )
        let samples = try SampleTable(folder: path).samples
        #expect(
          try samples == SampleTable(bytes: files.samples, path: "samples.csv").samples,
          "cut after \(length) bytes")
      }
    }
  }

  /// Resumes, checks that rows and samples belong together, and measures what is missing.
  @discardableResult
  private func continueRun(_ path: String, files: Files) throws -> Int {
    let folder = try ResultsFolder.resume(
      at: path, schema: Fixture.schema(), environment: Fixture.environment())
    let rows = try RecordTable(folder: path).rows
    let samples = try SampleTable(folder: path).samples
    #expect(Set(rows.map(\.caseID)) == folder.finishedCases)
    for row in rows {
      #expect(samples[row.caseID]?.count ?? 0 == row.integer(.samples) ?? 0)
    }
    #expect(Set(samples.keys).isSubset(of: folder.finishedCases))
    for (record, samples) in Fixture.cases(folder)
    where !folder.finishedCases.contains(record.caseID) {
      try folder.append(record, samples: samples)
    }
    return rows.count
  }
}
