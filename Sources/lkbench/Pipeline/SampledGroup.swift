import BenchHarness
import BenchModel
import ConvModel

/// Cases measured in the same rounds, beside the ceilings of their instruction sets.
struct SampledGroup {
  /// One per case, in their order.
  let samples: [SampleSet]
  /// One thread's multiply-adds in GFLOP/s, 2 per multiply-add.
  let ceilings: [InstructionSet: Double]
  /// Time in the sampler, warm-up included.
  let nanoseconds: Double
  let tally: WarningTally

  var isInterrupted: Bool { samples.contains { $0.stopReason == .interrupted } }

  /// Samples `cases`, with the share of `budget` that they have together.
  ///
  /// - Throws: `HarnessError`.
  init(
    _ cases: [(workload: any Workload, instructionSet: InstructionSet)], options: SamplingOptions,
    budget: TimeBudget, surroundings: BenchmarkPipeline.Surroundings
  ) throws {
    let peaks = Set(cases.map(\.instructionSet)).sorted().compactMap(PeakWorkload.init)
    let workloads = cases.map(\.workload) + peaks
    let sampler = try Sampler(
      options: budget.options(options, cases: cases.count, workloads: workloads.count),
      clock: surroundings.clock, noise: surroundings.noise)
    var tally = WarningTally(of: cases.map(\.workload.label))
    let begin = surroundings.clock.nanoseconds()
    // Ceilings are sampled for the cases' sake: they end with the last of them.
    let all = sampler.sample(
      workloads,
      isInterrupted: { tally.unfinished.isEmpty || surroundings.isInterrupted() },
      onEvent: { tally.add($0) })
    nanoseconds = Double(surroundings.clock.nanoseconds() &- begin)
    self.tally = tally
    samples = Array(all.prefix(cases.count))
    var ceilings: [InstructionSet: Double] = [:]
    for (peak, set) in zip(peaks, all.dropFirst(cases.count)) {
      ceilings[peak.instructionSet] = Summary(of: set).map {
        peak.gigaflops(nanosecondsPerCall: $0.median)
      }
    }
    self.ceilings = ceilings
  }
}
