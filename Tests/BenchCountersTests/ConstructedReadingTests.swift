import BenchCounters
import BenchModel
import Testing

/// From the shipped text of groups to metrics, by readings constructed for this test.
///
/// No hardware counted them. The source knows the event names of one micro-architecture and no others.
@Suite("Constructed readings")
struct ConstructedReadingTests {
  private static let known = KnownQuantities(
    time: 25_000, usefulFlops: 4_000_000, executedFlops: 4_200_000, compulsoryBytes: 1_000_000)
  private static let calls = 10
  private static let names = ["hardware", "flops", "l2", "memory", "tlb", "pipeline"]

  private static let zen4: [String: Int64] = {
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

  private static let skylake: [String: Int64] = [
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

  private func metrics(
    _ id: String, _ counts: [String: Int64], known: KnownQuantities = Self.known
  ) throws -> [String: Metric] {
    let machine = try #require(MicroArchitecture.all.first { $0.id == id })
    let groups = try CounterGroup.all(below: shippedGroups, for: machine).selecting(Self.names)
    var source = ScriptedCounters(counts: counts.mapValues { $0 * Int64(Self.calls) })
    source.capacity = 4
    let pass = try CounterPass(groups: groups, sources: [source], knownWork: {})
    let metrics = pass.measure(iterations: Self.calls, known: known) { _ in }
    #expect(metrics.map(\.descriptor) == pass.metricDescriptors)
    return Dictionary(uniqueKeysWithValues: metrics.map { ($0.descriptor.key, $0) })
  }

  private func expect(_ metrics: [String: Metric], _ expected: [String: Double]) throws {
    for (key, value) in expected {
      let metric = try #require(metrics[key], "\(key)")
      let found = try #require(metric.value, "\(key)")
      #expect(abs(found - value) <= 1e-9 * abs(value), "\(key): \(found)")
      #expect(metric.status == .ok, "\(key)")
    }
  }

  @Test("of Zen 4 become its metrics")
  func zen() throws {
    try expect(
      try metrics("zen4", Self.zen4),
      [
        "papi_ipc": 2.5, "papi_flops": 4_200_000, "papi_fp_rate_gflops": 168,
        "papi_flops_per_cycle": 42, "papi_flops_over_useful": 1.05, "papi_flops_over_executed": 1,
        "papi_l2_fills": 8_000, "papi_l2_miss_ratio": 0.25, "papi_l2_mpki": 32,
        "papi_l2_fill_bytes": 512_000, "papi_l2_fill_gbytes_per_second": 20.48,
        "papi_l2_fill_bytes_per_flop": 0.128, "papi_memory_fills": 4_000,
        "papi_memory_over_compulsory": 0.256, "papi_dtlb_misses": 135, "papi_dtlb_walks": 15,
        "papi_dtlb_mpki": 0.54, "papi_retiring_share": 0.5, "papi_frontend_share": 0.1,
        "papi_speculation_share": 0.05, "papi_backend_share": 0.3, "papi_smt_share": 0.05,
      ])
  }

  @Test("of Skylake-X become its metrics, in the same columns")
  func intel() throws {
    let metrics = try metrics("skylake-x", Self.skylake)
    try expect(
      metrics,
      [
        "papi_ipc": 2.5, "papi_flops": 4_195_000, "papi_fp_rate_gflops": 167.8,
        "papi_flops_per_cycle": 41.95, "papi_l2_fills": 6_000, "papi_l2_miss_ratio": 0.2,
        "papi_l2_fill_gbytes_per_second": 15.36, "papi_memory_fills": 2_500,
        "papi_dtlb_misses": 135, "papi_dtlb_walks": 15, "papi_retiring_share": 0.5,
        "papi_frontend_share": 0.1, "papi_speculation_share": 0.1, "papi_backend_share": 0.3,
      ])
    #expect(metrics["papi_smt_share"]?.value == nil)
    #expect(metrics["papi_smt_share"]?.status == .unsupported)
    #expect(try Set(metrics.keys) == Set(self.metrics("zen4", Self.zen4).keys))
  }

  @Test("of another CPU count nothing but what the kernel names, and say so")
  func otherMachine() throws {
    let metrics = try metrics("zen4", Self.skylake)
    #expect(metrics["papi_ipc"]?.value == 2.5)
    for key in ["papi_flops", "papi_fp_rate_gflops", "papi_l2_mpki", "papi_backend_share"] {
      #expect(metrics[key]?.value == nil && metrics[key]?.status == .unsupported, "\(key)")
    }
  }

  @Test("leave what needs an unknown quantity without a value")
  func unknownQuantities() throws {
    let metrics = try metrics("zen4", Self.zen4, known: .none)
    #expect(metrics["papi_flops"]?.value == 4_200_000)
    for key in ["papi_fp_rate_gflops", "papi_flops_over_useful", "papi_memory_over_compulsory"] {
      #expect(metrics[key]?.value == nil && metrics[key]?.status == .unsupported, "\(key)")
    }
  }
}
