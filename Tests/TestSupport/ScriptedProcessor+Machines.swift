import BenchCounters

extension ScriptedProcessor {
  /// Processors by micro-architecture; what the walk's lines do beyond the first level is made up.
  package static let byMachine = ["zen5": zen5, "skylake-x": skylake]

  private static let generic: [String: Count] = [
    "perf::CYCLES": { $0.cycles },
    "perf::INSTRUCTIONS": { $0(.instructions) },
    "perf::BRANCHES": { $0(.branches) },
    "perf::BRANCH-MISSES": { $0(.mispredictions) },
    "perf::CACHE-MISSES": { $0(.lines) },
    "perf::L1-DCACHE-LOAD-MISSES": { $0(.lines) },
  ]

  /// Codes after AMD's Processor Programming Reference for family 1Ah; eight slots a cycle.
  package static var zen5: ScriptedProcessor {
    let own: [String: Count] = [
      "perf_raw::r00d1": { $0(.conditionalBranches) }, "perf_raw::r00c4": { $0(.takenBranches) },
      "perf_raw::r0f03": { $0(.flops) },
      "perf_raw::r0529": { $0(.loads) }, "perf_raw::r0629": { $0(.stores) },
      "perf_raw::rff44": { $0(.lines) },
      "perf_raw::rff64": { $0(.lines) }, "perf_raw::r0964": { 0.9 * $0(.lines) },
      "perf_raw::r1f71": { _ in 0 }, "perf_raw::r1f72": { 0.1 * $0(.lines) },
      "perf_raw::r0244": { _ in 0 }, "perf_raw::rdc44": { 0.9 * $0(.lines) },
      "perf_raw::rc844": { 0.9 * $0(.lines) },
      "perf_raw::rff45": { $0(.lines) / 64 }, "perf_raw::rf045": { $0(.lines) / 64 },
      "perf_raw::r0f85": { _ in 0 },
      "perf_raw::r00c1": { $0(.instructions) }, "perf_raw::r07aa": { 1.05 * $0(.instructions) },
      "perf_raw::r1000001a0": { 0.1 * 8 * $0.cycles },
      "perf_raw::r100001ea0": { 0.6 * 8 * $0.cycles }, "perf_raw::r1000060a0": { _ in 0 },
    ]
    return ScriptedProcessor(events: generic.merging(own) { $1 })
  }

  /// Events of Intel's Skylake-X; operations are counted as instructions by width, four slots a cycle.
  package static var skylake: ScriptedProcessor {
    func packed(_ width: String, lanes: Double) -> Count {
      { $0.loop.name == "flops-" + width ? $0(.flops) / lanes : 0 }
    }
    let own: [String: Count] = [
      "BR_INST_RETIRED:COND": { $0(.conditionalBranches) },
      "BR_INST_RETIRED:NEAR_TAKEN": { $0(.takenBranches) },
      "FP_ARITH_INST_RETIRED:SCALAR_SINGLE": packed("scalar", lanes: 1),
      "FP_ARITH_INST_RETIRED:128B_PACKED_SINGLE": packed("128", lanes: 4),
      "FP_ARITH_INST_RETIRED:256B_PACKED_SINGLE": packed("256", lanes: 8),
      "FP_ARITH_INST_RETIRED:512B_PACKED_SINGLE": packed("512", lanes: 16),
      "MEM_INST_RETIRED:ALL_LOADS": { $0(.loads) }, "MEM_INST_RETIRED:ALL_STORES": { $0(.stores) },
      "L1D:REPLACEMENT": { $0(.lines) },
      "L2_RQSTS:ALL_DEMAND_REFERENCES": { $0(.lines) },
      "L2_RQSTS:ALL_DEMAND_MISS": { 0.6 * $0(.lines) }, "L2_LINES_IN:ALL": { 1.1 * $0(.lines) },
      "LONGEST_LAT_CACHE:REFERENCE": { $0(.lines) }, "LONGEST_LAT_CACHE:MISS": { $0(.lines) },
      "DTLB_LOAD_MISSES:STLB_HIT": { $0(.lines) / 64 }, "DTLB_STORE_MISSES:STLB_HIT": { _ in 0 },
      "DTLB_LOAD_MISSES:WALK_COMPLETED": { $0(.lines) / 64 },
      "DTLB_STORE_MISSES:WALK_COMPLETED": { _ in 0 }, "ITLB_MISSES:WALK_COMPLETED": { _ in 0 },
      "UOPS_ISSUED:ANY": { 1.02 * $0(.instructions) },
      "UOPS_RETIRED:RETIRE_SLOTS": { $0(.instructions) },
      "IDQ_UOPS_NOT_DELIVERED:CORE": { 0.1 * 4 * $0.cycles },
      "INT_MISC:RECOVERY_CYCLES": { _ in 0 },
    ]
    return ScriptedProcessor(events: generic.merging(own) { $1 })
  }
}
