import BenchHarness
import BenchModel
import BenchRecords
import ConvModel
import ConvPlanning
import Foundation
import TestSupport

@testable import lkbench

/// Round figures of a machine that does not exist: 100 GFLOP/s, 200, 100, 50 and 10 GB/s on one thread.
enum MadeUpCeilings {
  static func table(
    fingerprint: String = "0123456789abcdef", sets: [InstructionSet] = InstructionSet.allCases
  ) -> CeilingTable {
    let one = [("L1", 200.0), ("L2", 100), ("L3", 50), ("DRAM", 10)]
    let four = [("L1", 800.0), ("L2", 400), ("L3", 110), ("DRAM", 16)]
    var ceilings: [Ceiling] = []
    for set in sets {
      ceilings.append(ceiling(CeilingTable.peak(set), 1, .gigaflops, 100))
      ceilings.append(ceiling(CeilingTable.peak(set), 4, .gigaflops, 400))
    }
    for (threads, levels) in [(1, one), (4, four)] {
      ceilings += levels.map { ceiling($0.0, threads, .readBandwidth, $0.1, workingSet: 4096) }
    }
    ceilings.append(ceiling(CeilingTable.clock, 1, .gigahertz, 3.7))
    return CeilingTable(
      machineFingerprint: fingerprint, measuredAt: "20260102T030405Z", instructionSet: "avx2",
      l2Bytes: 1 << 20, l3Bytes: 32 << 20, notes: ["a note"], ceilings: ceilings)
  }

  static func ceiling(
    _ subject: String, _ threads: Int, _ unit: CeilingUnit, _ value: Double, workingSet: Int? = nil
  ) -> Ceiling {
    // 1 ns per call, the interval 2 % to both sides.
    let times = Summary(
      samples: 21, iterations: 21, minimum: 0.9, median: 1, p95: 1.1, medianInterval: 0.98...1.02,
      medianAbsoluteDeviation: 0.01, stopReason: .repetitions)
    return Ceiling(
      subject, threads: threads, unit, amount: value, times, workingSetBytes: workingSet)
  }
}

/// A folder for cache files that is gone afterwards.
struct CacheFolder: ~Copyable {
  let path = FileManager.default.temporaryDirectory
    .appendingPathComponent("lkbench-ceilings-\(UUID().uuidString)").path

  func store(fingerprint: String, limit: InstructionSet? = nil) -> CeilingStore {
    CeilingStore.cached(
      fingerprint: fingerprint, environment: ["XDG_CACHE_HOME": path], limit: limit)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}

/// A machine of small caches, so that a measurement ends at once.
func smallMachine(levels: [Int] = [1, 2, 3]) -> MachineDescription {
  let sizes = [1: 32 << 10, 2: 256 << 10, 3: 2 << 20]
  var machine = MachineDescription()
  machine.caches = levels.map {
    CacheDescription(
      level: $0, kind: $0 == 1 ? "Data" : "Unified", bytes: sizes[$0] ?? 0,
      sharedBy: $0 == 3 ? "0-1" : "0")
  }
  return machine
}
