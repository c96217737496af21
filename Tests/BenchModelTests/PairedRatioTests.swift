import BenchModel
import Testing

@Suite("Paired ratio")
struct PairedRatioTests {
  @Test("finds a constant ratio exactly under drift that hits both series")
  func drift() throws {
    let denominators = (0..<12).map { 100 * Double(1 << $0) }
    let numerators = denominators.map { $0 * 1.5 }
    let paired = try #require(PairedRatio(numerators: numerators, denominators: denominators))
    #expect(paired.pairs == 12)
    #expect(abs(paired.ratio - 1.5) < 1e-12)
    #expect(abs(paired.interval.bounds.lowerBound - 1.5) < 1e-12)
    #expect(abs(paired.interval.bounds.upperBound - 1.5) < 1e-12)
    #expect(abs(paired.pValue - 2.0 / 4096) < 1e-15)
  }

  @Test("takes the 3rd and 10th of 12 ratios as bounds")
  func bounds() throws {
    let numerators = (1...12).map(Double.init)
    let paired = try #require(
      PairedRatio(numerators: numerators, denominators: Array(repeating: 1, count: 12)))
    #expect(abs(paired.interval.bounds.lowerBound - 3) < 1e-12)
    #expect(abs(paired.interval.bounds.upperBound - 10) < 1e-12)
    #expect(abs(paired.ratio - 42.0.squareRoot()) < 1e-12)
  }

  @Test("becomes the reciprocal when the series are swapped")
  func swap() throws {
    var generator = SplitMix64(seed: 5)
    let first = (0..<21).map { _ in 1 + generator.unitInterval() }
    let second = (0..<21).map { _ in 1 + generator.unitInterval() }
    let there = try #require(PairedRatio(numerators: first, denominators: second))
    let back = try #require(PairedRatio(numerators: second, denominators: first))
    #expect(abs(there.ratio * back.ratio - 1) < 1e-12)
    let product = there.interval.bounds.lowerBound * back.interval.bounds.upperBound
    #expect(abs(product - 1) < 1e-12)
    #expect(there.pValue == back.pValue)
  }

  @Test("calls identical series equal")
  func identical() throws {
    let paired = try #require(
      PairedRatio(numerators: [3, 1, 4, 1, 5, 9], denominators: [3, 1, 4, 1, 5, 9]))
    #expect(paired.ratio == 1)
    #expect(paired.interval.bounds == 1...1)
    #expect(paired.pValue == 1)
  }

  @Test("refuses series that are not pairs of positive times")
  func unusable() {
    #expect(PairedRatio(numerators: [], denominators: []) == nil)
    #expect(PairedRatio(numerators: [1], denominators: [1, 2]) == nil)
    #expect(PairedRatio(numerators: [0, 1], denominators: [1, 2]) == nil)
    #expect(PairedRatio(numerators: [1, .nan], denominators: [1, 2]) == nil)
  }

  @Test("rejects equality of equal workloads no more often than claimed")
  func falsePositives() throws {
    var generator = SplitMix64(seed: 99)
    let trials = 2_000
    var rejected = 0
    for _ in 0..<trials {
      let drift = (0..<20).map { _ in 1 + generator.unitInterval() }
      let first = drift.map { $0 * (1 + 0.1 * generator.unitInterval()) }
      let second = drift.map { $0 * (1 + 0.1 * generator.unitInterval()) }
      let paired = try #require(PairedRatio(numerators: first, denominators: second))
      if !paired.interval.bounds.contains(1) { rejected += 1 }
    }
    // Exact rate 0.0414, standard error 0.0045.
    #expect(abs(Double(rejected) / Double(trials) - 0.0414) < 0.018)
  }
}
