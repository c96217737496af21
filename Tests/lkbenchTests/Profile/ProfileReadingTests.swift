import Testing

@testable import lkbench

@Suite("Reading of a profile")
struct ProfileReadingTests {
  private func sentences(_ profile: AlgorithmProfile) -> [String] {
    ProfileReading(profile: profile).sentences
  }

  private func text(_ profile: AlgorithmProfile) -> String {
    sentences(profile).joined(separator: " ")
  }

  @Test("near the peak arithmetic is the limit, and the figure says how near")
  func arithmetic() {
    let text = text(MadeUpProfile.algorithm())
    #expect(text.hasPrefix("Bound by arithmetic: its executed operations run at 80.0 %"))
    #expect(text.contains("125 GFLOP/s"))
  }

  @Test("a library that hides its operations is judged by its useful ones")
  func peer() {
    let text = text(MadeUpProfile.algorithm("onednn", executedMegaflops: nil))
    #expect(text.hasPrefix("Bound by arithmetic: its useful operations"))
  }

  @Test("near a bandwidth memory is the limit")
  func memory() {
    let text = text(
      MadeUpProfile.algorithm(executedMegaflops: 10, leastBytes: 80 << 20, bandwidthShare: 0.8))
    #expect(text.hasPrefix("Bound by memory: its 80.0 MiB once through L2 at 100 GB/s"))
  }

  @Test(
    "under both ceilings the instruction stream decides",
    arguments: [
      (4.0, "the limit is the number of instructions"), (0.7, "wait for each other or for data"),
      (2.0, "share the blame"),
    ])
  func issue(rate: Double, words: String) {
    let text = text(
      MadeUpProfile.algorithm(
        executedMegaflops: 30, simulated: MadeUpProfile.simulated(instructionsPerCycle: rate)))
    #expect(text.hasPrefix("Bound neither by arithmetic (24.0 %"))
    #expect(text.contains(words) && text.contains("60.0 % loads, 30.0 % packed FMA"))
  }

  @Test("without counts it says what would tell more")
  func unknown() {
    #expect(text(MadeUpProfile.algorithm(executedMegaflops: 30)).contains("would say more"))
  }

  @Test("simulated instructions without cycles give the share of arithmetic, of the same code only")
  func arithmeticShare() {
    let same = MadeUpProfile.algorithm(
      executedMegaflops: 30, simulated: MadeUpProfile.simulated(instructionsPerCycle: nil))
    #expect(text(same).contains("30.0 % are arithmetic"))
    let other = MadeUpProfile.algorithm(
      executedMegaflops: 30,
      simulated: MadeUpProfile.simulated(instructionsPerCycle: nil, implementation: "gemm"))
    #expect(text(other).contains("would say more"))
  }

  @Test("counted instructions per cycle go before simulated ones")
  func counted() {
    let counters = [
      AlgorithmProfile.Counter(key: "papi_cycles", value: 2e6, status: "ok"),
      AlgorithmProfile.Counter(key: "papi_instructions", value: 7e6, status: "ok"),
    ]
    let text = text(
      MadeUpProfile.algorithm(
        executedMegaflops: 30, counters: counters,
        simulated: MadeUpProfile.simulated(instructionsPerCycle: 1)))
    #expect(text.contains("3.50 instructions per cycle, counted"))
  }

  @Test("phases, cold caches, threads and packing each have their sentence")
  func rest() {
    let text = text(
      MadeUpProfile.algorithm(
        executedMegaflops: 10,
        cold: [.init(cache: "cold-all", medianNS: 2e6, overWarm: 2)],
        threads: [.init(threads: 2, medianNS: 5.2e5, speedup: 1.92)],
        phases: [
          .init(stage: 0, phase: "copy in", share: 0.3, phaseNS: 3e5),
          .init(stage: 0, phase: "products", share: 0.7, phaseNS: 7e5),
        ]))
    #expect(text.contains("0.100 operations per useful one"))
    #expect(text.contains("70.0 % products; 30.0 % copy in"))
    #expect(text.contains("2.00 times as long with cold-all") && text.contains("512 KiB"))
    #expect(text.contains("2 threads are 1.92 times as fast"))
  }

  @Test("what was not measured has no reading")
  func absent() {
    let profile = AlgorithmProfile(
      caseID: "p", form: "direct", algorithm: "cross", isa: "avx2", status: "skipped",
      reason: "declined", implementation: nil, time: nil,
      work: .init(
        nominalMacs: nil, usefulMacs: nil, executedOperations: nil, leastBytes: nil,
        weightBytes: nil, workspaceBytes: nil, prepareNS: nil),
      rates: nil, cycles: nil, counters: [], cold: [], threads: [], phases: [], simulated: nil)
    #expect(sentences(profile).isEmpty)
  }
}
