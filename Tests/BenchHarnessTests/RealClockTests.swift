import BenchHarness
import BenchModel
import Testing

#if canImport(Glibc)
  import Glibc
#endif

/// The only tests that measure real time: on request, since a loaded machine may fail them.
@Suite(
  "Real clock", .serialized,
  .enabled(if: getenv("LKB_REAL_CLOCK") != nil, "measures real time: LKB_REAL_CLOCK=1"))
struct RealClockTests {
  @Test("has nanosecond steps and cheap readings")
  func clock() {
    let clock = MonotonicClock()
    print("resolution \(clock.resolutionNanoseconds) ns, reading \(clock.overheadNanoseconds) ns")
    #expect(clock.resolutionNanoseconds >= 1)
    #expect(clock.resolutionNanoseconds < 100_000)
    #expect(clock.overheadNanoseconds > 0)
  }

  @Test("sees a spin take longer than nothing, and batches as long as asked")
  func sampling() throws {
    var options = SamplingOptions()
    options.caseBudgetNanoseconds = 1e8
    let sampler = try Sampler(
      options: options, clock: MonotonicClock(), noise: SystemNoiseSource())
    let sets = sampler.sample([NoOpWorkload(), SpinWorkload(label: "spin")])
    let summaries = sets.compactMap(Summary.init(of:))
    try #require(summaries.count == 2)
    print("no-op \(summaries[0].median) ns, spin \(summaries[1].median) ns per call")
    print("stopped by \(summaries.map(\.stopReason)) at \(summaries.map(\.relativeHalfWidth))")
    #expect(summaries[0].median < summaries[1].median)
    for sample in sets.flatMap(\.samples) { #expect(sample.elapsedNanoseconds > 1e6) }
  }

  @Test("scores this machine within a second")
  func probe() throws {
    let clock = MonotonicClock()
    let begin = clock.nanoseconds()
    let probe = NoiseProbe(clock: clock, noise: SystemNoiseSource())
    let score = try #require(try probe.measure())
    let elapsed = Double(clock.nanoseconds() - begin) / 1e9
    print("\(score.level.rawValue) after \(elapsed) s: \(score)")
    #expect(elapsed < 1)
    #expect(score.samples == 40)
  }
}
