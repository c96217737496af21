import BenchCounters
import BenchModel
import Testing

@Suite("A calibration of FLOP counters")
struct FlopCalibrationTests {
  /// Group `flops` of Zen 5 with a counter that always reads `count`.
  private func pass(_ count: Int64, flops: Int) throws -> CounterPass {
    let machine = try #require(MicroArchitecture.all.first { $0.id == "zen5" })
    let groups = try CounterGroup.all(below: shippedGroups, for: machine).selecting(["flops"])
    let source = ScriptedCounters(counts: [
      "perf::CYCLES": 1000, "perf::INSTRUCTIONS": 1000, "perf_raw::r0f03": count,
    ])
    return try CounterPass(
      groups: groups, sources: [source], knownWork: {},
      loops: [FlopLoop(name: "avx2", flops: flops, run: {})])
  }

  private func statuses(_ pass: CounterPass) -> [String: MetricStatus] {
    let known = KnownQuantities(
      time: 1, usefulFlops: 1, executedFlops: 1, compulsoryBytes: 1)
    let metrics = pass.measure(iterations: 1, known: known) { _ in }
    return Dictionary(uniqueKeysWithValues: metrics.map { ($0.descriptor.key, $0.status) })
  }

  @Test("within 1 % leaves the metrics trusted")
  func right() throws {
    for (count, isTrusted) in [
      (1000, true), (1009, true), (991, true), (1011, false), (989, false),
    ] {
      let pass = try pass(Int64(count), flops: 1000)
      #expect(pass.calibrations.map(\.isTrusted) == [isTrusted])
      #expect(statuses(pass)["papi_flops"] == (isTrusted ? .ok : .unverified))
    }
  }

  /// The published reading of RRZE-HPC/likwid#767 (EPYC 9655, packed-double mask of the same event): a
  /// loop of 257 698 037 760 operations counted as 128 817 446 704.
  @Test("finds that Zen 5 counted half, and marks what rests on it")
  func half() throws {
    let pass = try pass(128_817_446_704, flops: 257_698_037_760)
    let calibration = try #require(pass.calibrations.first)
    #expect(abs(calibration.ratio - 0.49988) < 1e-5)
    #expect(
      calibration.line
        == "flops: papi_flops counts 0.5 of the known operations of the avx2 loop; unverified")
    let statuses = statuses(pass)
    #expect(statuses["papi_flops"] == .unverified)
    #expect(statuses["papi_fp_rate_gflops"] == .unverified)
    #expect(statuses["papi_cycles"] == .ok)
  }

  @Test("is not made where operations cannot be counted, or in groups that count none")
  func nothing() throws {
    let loop = FlopLoop(name: "avx2", flops: 1, run: { Issue.record("the loop ran") })
    let groups = try CounterGroup.all(below: shippedGroups, for: .generic)
    let pass = try CounterPass(
      groups: groups.selecting(["flops", "software"]), sources: [ScriptedCounters()],
      knownWork: {}, loops: [loop])
    #expect(pass.calibrations.isEmpty)
  }
}
