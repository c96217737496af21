import BenchHarness
import BenchModel
import TestSupport
import Testing

@Suite("Calibration")
struct CalibrationTests {
  let clock = ScriptedClock()

  func calibrate(
    _ costs: [UInt64], evictionCost: UInt64 = 0, change: (inout SamplingOptions) -> Void = { _ in }
  ) throws -> Calibration {
    var options = SamplingOptions()
    options.minimumSampleNanoseconds = 4_000
    options.warmUpNanoseconds = 50_000
    options.repetitions = 1
    change(&options)
    let work = ScriptedWorkload("a", clock: clock, costs: costs, evictionCost: evictionCost)
    let sampler = try Sampler(options: options, clock: clock, noise: SilentNoiseSource())
    return try #require(sampler.sample([work]).first?.calibration)
  }

  @Test("is not fooled by a first call that touches its pages")
  func slowFirstCall() throws {
    let calibration = try calibrate([6_000, 1_000])
    #expect(calibration.iterations == 4)
    #expect(calibration.nanosecondsPerCall == 1_000)
    #expect(calibration.isSettled)
  }

  @Test("warms up until two successive batches agree")
  func settling() throws {
    let calibration = try calibrate([8_000, 6_000, 5_000, 5_050, 9_000])
    #expect(calibration.iterations == 1)
    #expect(calibration.spentNanoseconds == 24_050)
    #expect(calibration.lastChange == 0.01)
    #expect(calibration.isSettled)
  }

  @Test("ends an endless warm-up at its time")
  func endlessWarmUp() throws {
    let calibration = try calibrate([20_000, 15_000, 10_000, 5_000, 5_000])
    #expect(calibration.spentNanoseconds == 50_000)
    #expect(!calibration.isSettled)
  }

  @Test("makes do with one call of a very slow kernel")
  func oneCall() throws {
    let calibration = try calibrate([70_000])
    #expect(calibration.iterations == 1)
    #expect(calibration.lastChange == nil)
    #expect(!calibration.isSettled)
  }

  @Test("caps the calls and ends on a clock that stands still")
  func cap() throws {
    let calibration = try calibrate([0]) { $0.maximumIterations = 100 }
    #expect(calibration.iterations == 100)
    #expect(calibration.isSettled)
  }

  @Test("counts evictions as warm-up time and keeps one call per sample when cold")
  func cold() throws {
    let calibration = try calibrate([100], evictionCost: 1_000) { $0.cachePolicy = .coldAll }
    #expect(calibration.iterations == 1)
    #expect(calibration.spentNanoseconds == 2_200)
    #expect(calibration.isSettled)
  }

  @Test("counts what the clock itself costs once per batch")
  func clockSteps() throws {
    // Each reading costs 10: the timed region shows one of the three.
    let clock = ScriptedClock(steps: [10])
    var options = SamplingOptions()
    options.repetitions = 2
    let work = ScriptedWorkload("a", clock: clock, costs: [5_000_000])
    let sampler = try Sampler(options: options, clock: clock, noise: SilentNoiseSource())
    let set = try #require(sampler.sample([work]).first)
    #expect(set.samples.map(\.elapsedNanoseconds) == [5_000_010, 5_000_010])
  }
}
