import BenchHarness
import BenchRecords
import ConvModel
import Testing

@testable import lkbench

@Suite("Roof")
struct RoofTests {
  private let table = MadeUpCeilings.table()

  @Test("the level is the nearest that holds the bytes; L2 grows with the threads, L3 does not")
  func level() {
    func level(_ bytes: Int, _ threads: Int = 1, _ policy: CachePolicy = .warm) -> MemoryLevel {
      table.level(holding: bytes, threads: threads, policy: policy)
    }
    #expect(level(1 << 20) == .l2 && level(1 << 20 + 1) == .l3)
    #expect(level(4 << 20, 4) == .l2 && level(4 << 20 + 1, 4) == .l3)
    #expect(level(32 << 20, 4) == .l3 && level(32 << 20 + 1, 4) == .dram)
    #expect(level(4, 1, .coldWeights) == .l2 && level(4, 1, .coldAll) == .dram)
  }

  @Test("where the size of L3 is unknown, what does not fit L2 lies in memory")
  func unknownL3() {
    let table = CeilingTable(
      machineFingerprint: "", measuredAt: "", instructionSet: "", l2Bytes: 1024, l3Bytes: nil,
      notes: [], ceilings: [])
    #expect(table.level(holding: 1024, threads: 1, policy: .warm) == .l2)
    #expect(table.level(holding: 1025, threads: 1, policy: .warm) == .dram)
  }

  private struct Case {
    let intensity: Double
    let bytes: Int
    var threads = 1
    let roof: Double
  }

  @Test("the roof is the lower of peak and intensity times bandwidth")
  func roof() throws {
    let cases = [
      Case(intensity: 0.5, bytes: 1 << 20, roof: 50),
      Case(intensity: 0.5, bytes: 2 << 20, roof: 25),
      Case(intensity: 0.5, bytes: 64 << 20, roof: 5),
      Case(intensity: 1000, bytes: 64 << 20, roof: 100),
      Case(intensity: 1000, bytes: 64 << 20, threads: 4, roof: 400),
      Case(intensity: 0.5, bytes: 8 << 20, threads: 4, roof: 55),
      // Two of four threads: a third of the way from one to four.
      Case(intensity: 0.5, bytes: 8 << 20, threads: 2, roof: 35),
      Case(intensity: 1000, bytes: 4, threads: 2, roof: 200),
    ]
    for item in cases {
      let roof = try #require(
        table.roof(
          .avx2, threads: item.threads, intensity: item.intensity, bytes: item.bytes, policy: .warm)
      )
      #expect((roof - item.roof).magnitude < 1e-9 * item.roof, "\(item)")
    }
  }

  @Test("nothing is made up for threads or instruction sets that were not measured")
  func absent() {
    #expect(table.roof(.avx2, threads: 5, intensity: 1, bytes: 4, policy: .warm) == nil)
    let narrow = MadeUpCeilings.table(sets: [.portable])
    #expect(narrow.roof(.avx2, threads: 1, intensity: 1, bytes: 4, policy: .warm) == nil)
  }

  @Test("rows of a calibrated machine have their share of the roof, others leave it empty")
  func rows() throws {
    let selection = try RunPipelineTests.selection([
      "--variant", "dense", "--kernel", "7", "--shape", "8x9x9", "--cache", "warm,cold-all",
    ])
    let rows = try RunPipelineTests.run(selection, ceilings: table).table.rows
    #expect(rows.count == 2)
    for row in rows {
      let rate = try #require(row.real(.usefulGFLOPS))
      let intensity = try #require(row.real(.arithmeticIntensity))
      // Kilobytes of data: in L2 when warm, in memory when everything is cold.
      let bandwidth = row.text(.cache) == "warm" ? 100.0 : 10
      let fraction = try #require(row.real(.roofFraction))
      let expected = rate / min(100, intensity * bandwidth)
      #expect((fraction - expected).magnitude < 1e-9 * expected)
    }
    let bare = try RunPipelineTests.run(selection).table.rows
    #expect(bare.allSatisfy { $0.real(.roofFraction) == nil })
  }
}
