import BenchModel
import Glibc
import Testing

@testable import BenchRecords

@Suite("Disks that are full")
struct FullDiskTests {
  @Test("names the file, the reason and the rows that are safe")
  func deviceFull() throws {
    let file = try AppendOnlyFile("/dev/full")
    let expected = RecordError.writeFailed(
      path: "/dev/full", reason: "No space left on device", safeRows: 7)
    #expect(throws: expected) { try file.append("1,2\n", safeRows: 7) }
    #expect(
      expected.description
        == "cannot write to /dev/full: No space left on device; its 7 earlier rows are safe")
  }

  @Test("takes back half-written samples, and the case can be stored later")
  func samplesDoNotFit() async {
    await #expect(processExitsWith: .success) {
      try fillUp(file: "samples.csv") { $0 + 10 }
    }
  }

  @Test("takes back the samples of a row that does not fit")
  func rowDoesNotFit() async {
    await #expect(processExitsWith: .success) {
      try fillUp(file: "results.csv") { $0 + 10 }
    }
  }

  @Test("survives a limit exactly at the end of a row")
  func nothingFits() async {
    await #expect(processExitsWith: .success) {
      try fillUp(file: "results.csv") { $0 }
    }
  }
}

/// Stores a case, then another under a file size limit, then the same without the limit.
///
/// `limit` gets the present size of `file`. Only for processes of their own: it binds all files.
private func fillUp(file: String, limit: (Int) -> Int) throws {
  try withTemporaryFolder { path in
    let folder = try ResultsFolder.create(
      at: path, schema: Fixture.schema(), environment: Fixture.environment())
    let cases = Fixture.cases(folder)
    try folder.append(cases[0].record, samples: cases[0].samples)
    let results = try contents(path + "/results.csv")
    let samples = try contents(path + "/samples.csv")
    let size = file == "samples.csv" ? samples.count : results.count
    setFileSizeLimit(UInt(limit(size)))
    let expected = RecordError.writeFailed(
      path: "\(path)/\(file)", reason: "File too large", safeRows: 1)
    #expect(throws: expected) {
      try folder.append(cases[2].record, samples: cases[2].samples)
    }
    setFileSizeLimit(UInt.max)
    #expect(try contents(path + "/results.csv") == results)
    #expect(try contents(path + "/samples.csv") == samples)
    try folder.append(cases[2].record, samples: cases[2].samples)
    #expect(try RecordTable(folder: path).rows.map(\.caseID) == ["dense/k7", "größe 51"])
  }
}

private func setFileSizeLimit(_ bytes: UInt) {
  var limit = rlimit()
  getrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
  limit.rlim_cur = min(rlim_t(bytes), limit.rlim_max)
  setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
}
