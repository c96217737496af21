import BenchHarness
import BenchRecords
import ConvModel
import ConvPlanning
import TestSupport
import Testing

@testable import lkbench

/// Every reading a microsecond later: a batch of any workload takes one.
private struct SteadyClock: TimeSource {
  let clock = ScriptedClock(steps: [1_000])
  var resolutionNanoseconds: Double { 1 }
  func nanoseconds() -> UInt64 { clock.nanoseconds() }
}

@Suite("Measured ceilings", .serialized)
struct CeilingMeasurementTests {
  private static func measurement(
    clock: any TimeSource, machine: MachineDescription = smallMachine(), threads: [Int] = [1],
    sets: [InstructionSet] = Machine.current.instructionSets
  ) -> CeilingMeasurement {
    var measurement = CeilingMeasurement(
      machine: machine, instructionSets: sets, threadCounts: threads, teams: .unpinned,
      clock: clock, noise: SilentNoiseSource(), availableMemory: 32 << 20, measuredAt: "now")
    measurement.options.repetitions = 6
    measurement.options.minimumSampleNanoseconds = 1
    measurement.options.warmUpNanoseconds = 1
    return measurement
  }

  @Test("under a scripted clock every figure is its work over one microsecond")
  func scripted() throws {
    let measured = try Self.measurement(clock: SteadyClock(), threads: [1, 2]).measure()
    let table = try #require(measured)
    let sets = Machine.current.instructionSets
    for set in sets {
      let loop = try #require(PeakFlops.loop(for: set))
      let flops = Double(loop.flops(100_000))
      for threads in [1, 2] {
        let peak = try #require(
          table.ceilings.first {
            $0.name == Ceiling.name("FMA \(set.rawValue)", threads: threads)
          })
        #expect(peak.threads == threads && peak.value == flops * Double(threads) / 1000)
        #expect(peak.low == peak.value && peak.high == peak.value && peak.deviation == 0)
      }
    }
    for level in MemoryLevel.allCases {
      #expect(table.value(level.rawValue, .readBandwidth, threads: 1) != nil)
      #expect(table.value(CeilingTable.copy(level), .copyBandwidth, threads: 2) != nil)
    }
    // Half of 32 KiB, read 4096 times: 64 MiB.
    let l1 = try #require(table.ceilings.first { $0.name == "L1" })
    #expect(l1.workingSetBytes == 16 << 10 && l1.value == Double(64 << 20) / 1000)
    #expect(table.value(CeilingTable.crossing, .ratio, threads: 1) == 1)
    let hasClock = table.value(CeilingTable.clock, .gigahertz, threads: 1) != nil
    #expect(hasClock == sets.contains(.avx2))
    #expect(table.l2Bytes == 256 << 10 && table.l3Bytes == 2 << 20 && table.notes.isEmpty)
    #expect(table.lines.count == table.ceilings.count + 2)
  }

  @Test("a cache of unknown size is said to be, and not measured")
  func unknownCache() throws {
    let measured = try Self.measurement(
      clock: SteadyClock(), machine: smallMachine(levels: [1, 2]), sets: [.portable]
    ).measure()
    let table = try #require(measured)
    #expect(table.value("L2", .readBandwidth, threads: 1) != nil)
    #expect(table.value("L3", .readBandwidth, threads: 1) == nil && table.l3Bytes == nil)
    #expect(table.notes == ["the size of L3 is unknown: its bandwidth is not measured"])
    #expect(table.lines.last == table.notes.first)
  }

  @Test("an interrupt leaves nothing half measured")
  func interrupt() throws {
    let measurement = Self.measurement(clock: SteadyClock(), sets: [.portable])
    #expect(try measurement.measure(isInterrupted: { true }) == nil)
  }

  @Test("real figures are plausible, whatever the machine")
  func plausible() throws {
    let measured = try Self.measurement(clock: MonotonicClock()).measure()
    let table = try #require(measured)
    for set in Machine.current.instructionSets {
      let peak = try #require(table.value(CeilingTable.peak(set), .gigaflops, threads: 1))
      #expect((0.5..<2000).contains(peak))
      let mixed = try #require(table.value(CeilingTable.mix(set), .mixedGigaflops, threads: 1))
      #expect((0.5..<3000).contains(mixed))
    }
    for level in MemoryLevel.allCases {
      let read = try #require(table.value(level.rawValue, .readBandwidth, threads: 1))
      #expect((0.1..<10_000).contains(read), "\(level)")
    }
    let crossing = try #require(table.value(CeilingTable.crossing, .ratio, threads: 1))
    #expect((0.05..<5).contains(crossing))
    let clock = table.value(CeilingTable.clock, .gigahertz, threads: 1)
    #expect((clock != nil) == Machine.current.instructionSets.contains(.avx2))
    #expect((0.2..<10).contains(clock ?? 1))
    for ceiling in table.ceilings {
      #expect(ceiling.low <= ceiling.value && ceiling.value <= ceiling.high, "\(ceiling.name)")
    }
  }

  @Test("thread counts double up to all CPUs")
  func threadCounts() {
    #expect(CeilingMeasurement.threadCounts(upTo: 1) == [1])
    #expect(CeilingMeasurement.threadCounts(upTo: 2) == [1, 2])
    #expect(CeilingMeasurement.threadCounts(upTo: 6) == [1, 2, 4, 6])
    #expect(CeilingMeasurement.threadCounts(upTo: 8) == [1, 2, 4, 8])
  }

  @Test("working sets follow the caches, the threads and the memory")
  func workingSets() {
    func sets(_ threads: Int, available: Int? = nil) -> WorkingSets {
      WorkingSets(machine: smallMachine(), threads: threads, available: available)
    }
    #expect(
      sets(1).bytes == [.l1: 16 << 10, .l2: 128 << 10, .l3: 512 << 10, .dram: 256 << 20])
    #expect(sets(2).bytes[.dram] == 128 << 20 && sets(2).bytes[.l3] == 512 << 10)
    #expect(sets(1, available: 64 << 20).bytes[.dram] == 16 << 20)
    #expect(
      sets(1, available: 8 << 20).notes
        == ["DRAM was measured over 2 MiB, less than twice the L3"])
    var machine = MachineDescription()
    machine.caches = [
      CacheDescription(level: 2, kind: "Unified", bytes: 1 << 20, sharedBy: "0-1"),
      CacheDescription(level: 3, kind: "Unified", bytes: 512 << 20, sharedBy: "0-255"),
    ]
    let shared = WorkingSets(machine: machine, threads: 2, available: nil)
    // Siblings halve their L2; a share of L3 that L2 would hold grows to twice L2.
    #expect(shared.bytes[.l2] == 256 << 10 && shared.bytes[.l3] == 2 << 20)
    #expect(shared.bytes[.dram] == 512 << 20)
  }
}
