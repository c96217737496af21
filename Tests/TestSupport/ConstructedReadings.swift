/// Counts per call by the event names of one micro-architecture each, constructed for tests: no hardware
/// counted them.
///
/// `MachineReadings` puts recorded ones in their place where there are any.
package enum ConstructedReadings {
  package static let all = ["zen4": zen4, "skylake-x": skylake]

  package static let zen4: [String: Int64] = {
    let status = "CORE_TO_L2_CACHEABLE_REQUEST_ACCESS_STATUS"
    let walks =
      "L1_DTLB_MISS:TLB_RELOAD_1G_L2_MISS:TLB_RELOAD_2M_L2_MISS:TLB_RELOAD_COALESCED_PAGE_MISS"
      + ":TLB_RELOAD_4K_L2_MISS"
    let prefetchers = "L2_STREAM:L2_NEXT_LINE:L2_UP_DOWN:L2_BURST:L2_STRIDE"
    return [
      "perf::CYCLES": 100_000, "perf::INSTRUCTIONS": 250_000,
      "RETIRED_SSE_AVX_FLOPS:ANY": 4_200_000,
      status + ":LS_RD_BLK_C_S:LS_RD_BLK_L_HIT_X:LS_RD_BLK_L_HIT_S:LS_RD_BLK_X:LS_RD_BLK_C"
        + ":IC_FILL_HIT_X:IC_FILL_HIT_S:IC_FILL_MISS": 20_000,
      status + ":LS_RD_BLK_C:IC_FILL_MISS": 5_000,
      "L2_PREFETCH_HIT_L3:" + prefetchers: 2_000, "L2_PREFETCH_MISS_L3:" + prefetchers: 1_000,
      "ANY_DATA_CACHE_FILLS_FROM_SYSTEM:DRAM_IO_NEAR:DRAM_IO_FAR:ALT_MEM_NEAR_FAR": 3_000,
      walks
        + ":TLB_RELOAD_1G_L2_HIT:TLB_RELOAD_2M_L2_HIT:TLB_RELOAD_COALESCED_PAGE_HIT"
        + ":TLB_RELOAD_4K_L2_HIT": 135,
      walks: 15,
      "RETIRED_OPS": 300_000,
      "OPS_SOURCE_DISPATCHED_FROM_DECODER:DECODER:OPCACHE:LOOP_BUFFER": 330_000,
      "DISPATCH_STALLS_1:FE_NO_OPS": 60_000, "DISPATCH_STALLS_1:BE_STALLS": 180_000,
      "DISPATCH_STALLS_1:SMT_CONTENTION": 30_000,
    ]
  }()

  package static let skylake: [String: Int64] = [
    "perf::CYCLES": 100_000, "perf::INSTRUCTIONS": 250_000,
    "FP_ARITH_INST_RETIRED:SCALAR_SINGLE": 1_000,
    "FP_ARITH_INST_RETIRED:128B_PACKED_SINGLE": 500,
    "FP_ARITH_INST_RETIRED:256B_PACKED_SINGLE": 0,
    "FP_ARITH_INST_RETIRED:512B_PACKED_SINGLE": 262_000,
    "L2_RQSTS:ALL_DEMAND_REFERENCES": 20_000, "L2_RQSTS:ALL_DEMAND_MISS": 4_000,
    "L2_LINES_IN:ALL": 6_000, "LONGEST_LAT_CACHE:MISS": 2_500,
    "DTLB_LOAD_MISSES:STLB_HIT": 100, "DTLB_STORE_MISSES:STLB_HIT": 20,
    "DTLB_LOAD_MISSES:WALK_COMPLETED": 10, "DTLB_STORE_MISSES:WALK_COMPLETED": 5,
    "UOPS_ISSUED:ANY": 220_000, "UOPS_RETIRED:RETIRE_SLOTS": 200_000,
    "IDQ_UOPS_NOT_DELIVERED:CORE": 40_000, "INT_MISC:RECOVERY_CYCLES": 5_000,
  ]
}
