@testable import lkbench

/// Profiles of algorithms that do not exist, with round figures.
enum MadeUpProfile {
  /// 1 ms for 50 M useful MACs, 100 GFLOP/s useful, under a peak of 125.
  static func algorithm(
    _ name: String = "direct", milliseconds: Double = 1, executedMegaflops: Int? = 100,
    leastBytes: Int = 1 << 20, bandwidthShare: Double = 0.1, peak: Double = 125,
    cold: [AlgorithmProfile.Cold] = [], threads: [AlgorithmProfile.Scaling] = [],
    phases: [AlgorithmProfile.Phase] = [], counters: [AlgorithmProfile.Counter] = [],
    simulated: AlgorithmProfile.Simulated? = nil
  ) -> AlgorithmProfile {
    let median = milliseconds * 1e6
    let executed = executedMegaflops.map { Double($0) * 1e6 / median }
    return AlgorithmProfile(
      caseID: "p/\(name)", form: "direct", algorithm: name, isa: "avx2", status: "ok", reason: nil,
      implementation: nil,
      time: .init(
        medianNS: median, lowNS: median * 0.99, highNS: median * 1.01, minimumNS: median * 0.98),
      work: .init(
        nominalMacs: 60_000_000, usefulMacs: 50_000_000,
        executedOperations: executedMegaflops.map { $0 * 1_000_000 }, leastBytes: leastBytes,
        weightBytes: 1 << 19, workspaceBytes: 1 << 12, prepareNS: 5e5),
      rates: .init(
        usefulGflops: 1e8 / median, nominalGflops: 1.2e8 / median, executedGflops: executed,
        peakGflops: peak, usefulOfPeak: 1e8 / median / peak,
        executedOfPeak: executed.map { $0 / peak }, usefulOfRoof: 1e8 / median / peak,
        level: "L2", levelGbytesPerSecond: 100, bandwidthShare: bandwidthShare),
      cycles: nil, counters: counters, cold: cold, threads: threads, phases: phases,
      simulated: simulated)
  }

  /// So many instructions per native cycle, mostly loads.
  static func simulated(
    instructionsPerCycle rate: Double?, implementation: String? = nil
  ) -> AlgorithmProfile.Simulated {
    AlgorithmProfile.Simulated(
      implementation: implementation, instructions: 1e7, loads: 6e6, stores: 1e6, branches: 1e5,
      branchMisses: 1e3, firstLevelMisses: 2e4, lastLevelMisses: 1e3, instructionsPerUsefulMac: 0.2,
      nativeNS: 1e6,
      instructionsPerCycle: rate,
      mix: [.init(name: "loads", share: 0.6), .init(name: "packed FMA", share: 0.3)],
      executedOperations: 3e6, hotLoops: [],
      functions: [.init(name: "accumulate", share: 0.9)])
  }
}
