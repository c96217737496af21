import BenchRecords
import ConvModel
import Foundation
import Testing

@testable import lkbench

@Suite("Commands of a calibrated machine", .serialized)
struct CeilingCommandTests {
  private let fingerprint = MachineDescription(.live).fingerprint

  private func store(_ tool: borrowing ToolFixture) -> CeilingStore {
    .cached(fingerprint: fingerprint, environment: ["XDG_CACHE_HOME": tool.path("cache")])
  }

  @Test("run copies the ceilings beside its results and compares its rows with them")
  func run() throws {
    let tool = try ToolFixture()
    let table = MadeUpCeilings.table(fingerprint: fingerprint)
    try store(tool).save(table)
    let result = try tool.run(
      "--variant", "dense", "--kernel", "7", "--shape", "8x9x9", "--output", tool.path("out"))
    #expect(result.status == 0, "\(result.errors)")
    let out = tool.path("out")
    let copy = try CeilingStore.of(folder: out).load(fingerprint: fingerprint)
    #expect(copy == table)
    let rows = try RecordTable(folder: out).rows
    #expect(!rows.isEmpty && rows.allSatisfy { $0.real(.roofFraction) != nil })
  }

  @Test("without a calibration run leaves roof_fraction empty; with a damaged one it says so once")
  func uncalibrated() throws {
    let tool = try ToolFixture()
    let words = ["--variant", "dense", "--kernel", "7", "--shape", "8x9x9", "--output"]
    func isEmpty(_ folder: String) throws -> Bool {
      let row = try #require(try RecordTable(folder: folder).rows.first)
      return row.status == .ok && row.real(.roofFraction) == nil
        && !FileManager.default.fileExists(atPath: CeilingStore.of(folder: folder).path)
    }
    let (first, second) = (tool.path("bare"), tool.path("damaged"))
    let options = ["--repetitions", "1", "--min-time", "1us", "--pin", "off"]
    let bare = try tool.call(["run"] + words + [first] + options)
    #expect(bare.status == 0 && !bare.errors.contains("ceilings"))
    #expect(try isEmpty(first))
    try store(tool).save(MadeUpCeilings.table(fingerprint: fingerprint))
    try Data("{".utf8).write(to: URL(filePath: store(tool).path))
    let damaged = try tool.call(["run"] + words + [second] + options)
    #expect(damaged.status == 0)
    let lines = damaged.errors.split(separator: "\n").filter { $0.contains("ceilings") }
    #expect(lines.count == 1 && lines[0].contains("doctor --calibrate"))
    #expect(try isEmpty(second))
  }

  @Test("doctor shows what was measured before, in text and in JSON, or how to measure it")
  func doctor() throws {
    let tool = try ToolFixture()
    let before = try tool.call(["doctor"]).output
    #expect(before.contains(CeilingTable.absentLines[0]))
    let table = MadeUpCeilings.table(fingerprint: fingerprint)
    try store(tool).save(table)
    let text = try tool.call(["doctor"]).output
    for line in table.lines { #expect(text.contains("  \(line)\n")) }
    let json = try tool.call(["doctor", "--json"]).output
    let report = try JSONDecoder().decode(DoctorReport.self, from: Data(json.utf8))
    #expect(report.ceilings == table)
  }

  @Test("a line has name, figure, unit, interval, deviation and working set")
  func lines() {
    let lines = MadeUpCeilings.table(sets: [.avx2]).lines
    #expect(lines[1] == "FMA avx2             100 GFLOP/s  ± 2.0 %, 1.0 %")
    #expect(lines[3] == "L1                   200 GB/s  ± 2.0 %, 1.0 %, over 4 KiB per thread")
    #expect(lines.last == "a note")
  }
}
