import BenchHarness
import BenchModel
import TestSupport
import Testing

@Suite("Warnings")
struct WarningTests {
  let events = EventLog()

  func run(
    _ workload: ScriptedWorkload, on clock: ScriptedClock, noise: ScriptedNoise = ScriptedNoise(),
    repetitions: Int = 2
  ) throws -> [SampleSet] {
    var options = SamplingOptions()
    options.repetitions = repetitions
    options.minimumSampleNanoseconds = 5_000
    options.warmUpNanoseconds = 30_000
    let sampler = try Sampler(options: options, clock: clock, noise: noise)
    return sampler.sample([workload], onEvent: { events.events.append($0) })
  }

  @Test("reports a disturbed sample with its evidence, and keeps the sample")
  func disturbed() throws {
    let clock = ScriptedClock()
    let quiet = NoiseEvidence(stealNanoseconds: 1e7, involuntaryContextSwitches: 3)
    let later = NoiseEvidence(stealNanoseconds: 2e7, involuntaryContextSwitches: 5)
    let noise = ScriptedNoise([quiet, quiet, quiet, later])
    let work = ScriptedWorkload("a", clock: clock, costs: [5_000])
    let sets = try run(work, on: clock, noise: noise)
    let evidence = NoiseEvidence(stealNanoseconds: 1e7, involuntaryContextSwitches: 2)
    #expect(sets[0].samples.map(\.noise)[1] == evidence)
    #expect(!sets[0].samples[0].noise.isDisturbed)
    #expect(events.warnings == [.sampleDisturbed(label: "a", order: 1, evidence)])
    #expect(
      events.warnings.first?.description
        == "a: sample 1 was disturbed: 10 ms stolen over all CPUs, preempted 2 times")
  }

  @Test("reports once that the clock is too coarse")
  func coarseClock() throws {
    let clock = ScriptedClock(resolutionNanoseconds: 50)
    _ = try run(ScriptedWorkload("a", clock: clock, costs: [5_000]), on: clock)
    #expect(
      events.warnings == [
        .clockTooCoarse(label: "a", elapsedNanoseconds: 5_000, resolutionNanoseconds: 50)
      ])
  }

  @Test("reports a warm-up that did not settle")
  func unsettled() throws {
    let clock = ScriptedClock()
    let work = ScriptedWorkload("a", clock: clock, costs: [16_000, 8_000, 6_000, 5_000])
    let sets = try run(work, on: clock)
    #expect(sets[0].calibration?.isSettled == false)
    #expect(events.warnings == [.warmUpNotSettled(label: "a", change: 0.25)])
  }

  @Test("says in words what was reached when the budget ended")
  func words() {
    let short = HarnessWarning.budgetEndedBeforePrecision(label: "a", achieved: nil, asked: 0.01)
    #expect(
      short.description
        == "a: stopped by budget at too few samples for a 95 % interval, asked for ±1.0 %")
    let wide = HarnessWarning.budgetEndedBeforePrecision(label: "a", achieved: 0.0234, asked: 0.01)
    #expect(wide.description == "a: stopped by budget at ±2.3 %, asked for ±1.0 %")
  }
}
