import BenchModel

#if canImport(Glibc)
  import Glibc
#endif

/// A short A/A measurement of two identical workloads, about 0.2 s with the standard options.
package struct NoiseProbe {
  private let options: SamplingOptions
  private let clock: any TimeSource
  private let noise: any NoiseSource
  private let cpuCount: Int

  /// `cpuCount` is the number of CPUs that steal is counted over; by default those online.
  package init(
    clock: any TimeSource, noise: any NoiseSource, seed: UInt64 = 0, cpuCount: Int? = nil
  ) {
    var options = SamplingOptions()
    options.repetitions = 20
    options.minimumSampleNanoseconds = 4e6
    options.warmUpNanoseconds = 2e7
    options.seed = seed
    self.options = options
    self.clock = clock
    self.noise = noise
    self.cpuCount = max(1, cpuCount ?? Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
  }

  /// Measures on the calling thread, with spinning workloads by default; `nil` when interrupted.
  ///
  /// - Throws: `HarnessError.invalidOption`.
  package func measure(
    _ first: any Workload = SpinWorkload(label: "spin A"),
    _ second: any Workload = SpinWorkload(label: "spin B"), isInterrupted: () -> Bool = { false }
  ) throws(HarnessError) -> NoiseScore? {
    let sampler = try Sampler(options: options, clock: clock, noise: noise)
    let begin = clock.nanoseconds()
    let before = noise.totals()
    let sets = sampler.sample([first, second], isInterrupted: isInterrupted)
    let evidence = noise.totals().delta(since: before)
    let wall = Double(clock.nanoseconds() &- begin)
    let stealShare = evidence.stealNanoseconds.map { $0 / max(1, wall * Double(cpuCount)) }
    return NoiseScore(of: sets, stealShare: stealShare)
  }
}
