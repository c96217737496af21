import BenchHarness
import BenchModel
import ConvModel
import ConvPlanning

/// What the machine can do at best, measured once before the first problem.
struct MachineCeilings: Sendable {
  /// Multiply-add ceilings in GFLOP/s, 2 per multiply-add, weakest instruction set first.
  let peaks: [(instructionSet: InstructionSet, gigaflops: Double)]
  /// Nanoseconds of a call that does nothing: what the harness itself costs.
  let noOpNanoseconds: Double?

  /// Samples the ceilings of `sets` and a no-op in the same rounds, some tenths of a second.
  ///
  /// - Throws: `HarnessError`.
  init(
    _ sets: [InstructionSet], clock: any TimeSource, noise: any NoiseSource, seed: UInt64,
    isInterrupted: () -> Bool = { false }
  ) throws(HarnessError) {
    var options = SamplingOptions()
    options.repetitions = 11
    options.minimumSampleNanoseconds = 3e6
    options.warmUpNanoseconds = 2e7
    options.seed = seed
    let loops = sets.compactMap(PeakWorkload.init)
    let workloads: [any Workload] = loops + [NoOpWorkload()]
    let samples = try Sampler(options: options, clock: clock, noise: noise)
      .sample(workloads, isInterrupted: isInterrupted)
    let medians = samples.map { Summary(of: $0)?.median }
    peaks = zip(loops, medians).compactMap { loop, median in
      median.map { (loop.instructionSet, loop.gigaflops(nanosecondsPerCall: $0)) }
    }
    noOpNanoseconds = medians.last ?? nil
  }
}
