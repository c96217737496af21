import BenchCounters
import BenchModel
import TestSupport
import Testing

/// From the shipped text of groups to metrics, by round readings constructed for this test.
///
/// No hardware counted them: what hardware counted is in `RecordedReadingTests`. The source knows the event
/// names of one micro-architecture and no others.
@Suite("Constructed readings")
struct ConstructedReadingTests {
  private static let known = KnownQuantities(
    time: 25_000, usefulFlops: 4_000_000, executedFlops: 4_200_000, compulsoryBytes: 1_000_000)
  private static let calls = 10
  private static let names = ["hardware", "flops", "l2", "memory", "tlb", "pipeline"]

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
      try metrics("zen4", ConstructedReadings.zen4),
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
    let metrics = try metrics("skylake-x", ConstructedReadings.skylake)
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
    #expect(try Set(metrics.keys) == Set(self.metrics("zen4", ConstructedReadings.zen4).keys))
  }

  /// What holds whatever was counted: of hardware where it has been recorded, else of round figures.
  @Test("recorded or constructed, become metrics that agree", arguments: MachineReadings.all)
  func agreement(_ readings: MachineReadings) throws {
    let metrics = try metrics(readings.id, readings.counts)
    func value(_ key: String) throws -> Double { try #require(metrics[key]?.value, "\(key)") }
    let cycles = try #require(readings.counts["perf::CYCLES"])
    let instructions = try #require(readings.counts["perf::INSTRUCTIONS"])
    try expect(
      metrics,
      [
        "papi_ipc": Double(instructions) / Double(cycles),
        "papi_flops_per_cycle": value("papi_flops") / Double(cycles),
        "papi_l2_mpki": 1000 * value("papi_l2_fills") / Double(instructions),
        "papi_l2_fill_bytes": 64 * value("papi_l2_fills"),
        "papi_memory_over_compulsory": 64 * value("papi_memory_fills") / 1_000_000,
      ])
    let shares = ["retiring", "frontend", "speculation", "backend"].map { "papi_\($0)_share" }
    for share in shares { #expect((-0.05...1.05).contains(try value(share)), "\(share)") }
  }

  @Test("of another CPU count nothing but what the kernel names, and say so")
  func otherMachine() throws {
    let metrics = try metrics("zen4", ConstructedReadings.skylake)
    #expect(metrics["papi_ipc"]?.value == 2.5)
    for key in ["papi_flops", "papi_fp_rate_gflops", "papi_l2_mpki", "papi_backend_share"] {
      #expect(metrics[key]?.value == nil && metrics[key]?.status == .unsupported, "\(key)")
    }
  }

  @Test("leave what needs an unknown quantity without a value")
  func unknownQuantities() throws {
    let metrics = try metrics("zen4", ConstructedReadings.zen4, known: .none)
    #expect(metrics["papi_flops"]?.value == 4_200_000)
    for key in ["papi_fp_rate_gflops", "papi_flops_over_useful", "papi_memory_over_compulsory"] {
      #expect(metrics[key]?.value == nil && metrics[key]?.status == .unsupported, "\(key)")
    }
  }
}
