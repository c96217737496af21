import BenchModel
import Testing

@Suite("Summary")
struct SummaryTests {
  static func samples(_ times: [Double], iterations: Int = 1) -> [Sample] {
    times.enumerated().map { order, time in
      Sample(
        order: order, iterations: iterations, elapsedNanoseconds: time * Double(iterations),
        noise: NoiseEvidence())
    }
  }

  static func times(seed: UInt64, count: Int = 25) -> [Double] {
    var generator = SplitMix64(seed: seed)
    return (0..<count).map { _ in 100 + 10 * generator.unitInterval() }
  }

  @Test("counts calls and takes the order statistics of the time per call")
  func contents() throws {
    let times = (1...20).map { Double($0) * 8 }
    let samples = Self.samples(times.reversed(), iterations: 4)
    let summary = try #require(Summary(of: samples, stopReason: .precision))
    #expect(summary.samples == 20)
    #expect(summary.iterations == 80)
    #expect(summary.minimum == 8)
    #expect(summary.median == 84)
    #expect(abs(summary.p95 - 152.4) < 1e-9)
    #expect(summary.medianInterval == 48...120)
    #expect(summary.medianAbsoluteDeviation == 40)
    #expect(summary.stopReason == .precision)
    #expect(abs(summary.relativeHalfWidth - 36.0 / 84) < 1e-12)
    #expect(summary.reachesNominalConfidence)
  }

  @Test("does not exist without samples")
  func empty() {
    #expect(Summary(of: [], stopReason: .interrupted) == nil)
  }

  @Test("says that five samples do not carry a 95 % interval")
  func tooFew() throws {
    let summary = try #require(Summary(of: Self.samples([3, 1, 5, 2, 4]), stopReason: .budget))
    #expect(summary.medianInterval == 1...5)
    #expect(!summary.reachesNominalConfidence)
    #expect(summary.intervalConfidence == 0.9375)
  }

  @Test("does not depend on the order of the samples", arguments: 1...10 as ClosedRange<UInt64>)
  func permutation(seed: UInt64) {
    let samples = Self.samples(Self.times(seed: seed))
    var generator = SplitMix64(seed: seed)
    let shuffled = generator.shuffled(samples)
    #expect(shuffled != samples)
    #expect(
      Summary(of: shuffled, stopReason: .budget) == Summary(of: samples, stopReason: .budget))
  }

  @Test("scales with the unit of time", arguments: 1...10 as ClosedRange<UInt64>)
  func scale(seed: UInt64) throws {
    // A power of two, so that scaling is exact.
    let times = Self.times(seed: seed)
    let plain = try #require(Summary(of: Self.samples(times), stopReason: .budget))
    let scaled = try #require(
      Summary(of: Self.samples(times.map { $0 * 1024 }), stopReason: .budget))
    #expect(scaled.median == plain.median * 1024)
    #expect(scaled.p95 == plain.p95 * 1024)
    #expect(scaled.medianAbsoluteDeviation == plain.medianAbsoluteDeviation * 1024)
    #expect(scaled.medianInterval.lowerBound == plain.medianInterval.lowerBound * 1024)
    #expect(scaled.relativeHalfWidth == plain.relativeHalfWidth)
    #expect(scaled.relativeDeviation == plain.relativeDeviation)
  }

  @Test("is the same for a set as for its samples")
  func ofSet() {
    let samples = Self.samples(Self.times(seed: 3))
    let set = SampleSet(
      label: "a", samples: samples, calibration: nil, stopReason: .repetitions, seed: 1)
    #expect(Summary(of: set) == Summary(of: samples, stopReason: .repetitions))
  }
}
