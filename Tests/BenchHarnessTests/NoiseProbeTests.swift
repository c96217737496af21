import BenchHarness
import BenchModel
import TestSupport
import Testing

@Suite("Noise probe")
struct NoiseProbeTests {
  let clock = ScriptedClock()

  func workload(_ label: String, _ costs: [UInt64]) -> ScriptedWorkload {
    ScriptedWorkload(label, clock: clock, costs: costs)
  }

  @Test("calls a machine without noise quiet")
  func quiet() throws {
    let probe = NoiseProbe(clock: clock, noise: ScriptedNoise(), cpuCount: 2)
    let first = workload("A", [5_000_000])
    let score = try #require(try probe.measure(first, workload("B", [5_000_000])))
    #expect(score.samples == 40)
    #expect(score.medianSpread == 0)
    #expect(score.relativeDeviation == 0)
    #expect(score.noiseFloor == 0)
    #expect(score.stealShare == nil)
    #expect(score.preemptedSamples == nil)
    #expect(score.level == .quiet)
  }

  @Test("shows a difference between the two halves in spread and floor")
  func spread() throws {
    let probe = NoiseProbe(clock: clock, noise: ScriptedNoise(), cpuCount: 2)
    let first = workload("A", [5_000_000])
    let score = try #require(try probe.measure(first, workload("B", [5_500_000])))
    #expect(abs(score.medianSpread - 0.1) < 1e-12)
    #expect(abs(score.noiseFloor - (1 - 1 / 1.1)) < 1e-12)
    #expect(score.level == .noisy)
  }

  @Test("takes stolen time as a share of all CPUs' time, and counts preempted samples")
  func steal() throws {
    // Readings: one before the probe, two around each of 40 samples, one after it.
    var script = Array(
      repeating: NoiseEvidence(stealNanoseconds: 0, involuntaryContextSwitches: 0), count: 40)
    script.append(NoiseEvidence(stealNanoseconds: 8.4e6, involuntaryContextSwitches: 2))
    let probe = NoiseProbe(clock: clock, noise: ScriptedNoise(script), cpuCount: 2)
    let first = workload("A", [5_000_000])
    let score = try #require(try probe.measure(first, workload("B", [5_000_000])))
    // 4 calls to calibrate and 40 primed samples of 5 ms: 420 ms on each of two CPUs.
    #expect(abs((score.stealShare ?? -1) - 0.01) < 1e-12)
    #expect(score.preemptedSamples == 1)
    #expect(score.level == .usable)
  }

  @Test("has no score when interrupted")
  func interrupted() throws {
    let probe = NoiseProbe(clock: clock, noise: ScriptedNoise())
    let first = workload("A", [5_000_000])
    let score = try probe.measure(first, workload("B", [5_000_000]), isInterrupted: { true })
    #expect(score == nil)
  }

  @Test("grades by the worst figure")
  func levels() {
    func level(_ floor: Double, _ steal: Double?) -> NoiseLevel {
      NoiseScore(
        medianSpread: 0, relativeDeviation: 0, noiseFloor: floor, stealShare: steal,
        preemptedSamples: nil, samples: 40
      ).level
    }
    #expect(level(0.01, nil) == .quiet)
    #expect(level(0.02, 0) == .usable)
    #expect(level(0.001, 0.001) == .usable)
    #expect(level(0.06, 0) == .noisy)
    #expect(level(0.001, 0.03) == .noisy)
  }
}
