import BenchModel
import Testing

@Suite("Rounds of a process pair")
struct RatioSampleTests {
  /// Published one-sided 99 % and 95 % ranks of the sign test: the k-th smallest of n is the bound.
  ///
  /// From tables of the binomial distribution with p = 1/2: the largest k with P(X ≤ k − 1) ≤ 1 − c.
  @Test(
    "takes the order statistic that the tables name",
    arguments: [
      (7, 0.99, 1), (8, 0.99, 1), (10, 0.99, 1), (12, 0.99, 2), (15, 0.99, 3), (20, 0.99, 5),
      (25, 0.99, 7), (30, 0.99, 9), (40, 0.99, 13), (5, 0.95, 1), (8, 0.95, 2), (10, 0.95, 2),
      (12, 0.95, 3), (15, 0.95, 4), (20, 0.95, 6), (25, 0.95, 8), (30, 0.95, 11), (40, 0.95, 15),
    ])
  func tables(count: Int, confidence: Double, rank: Int) throws {
    let ratios = try #require(RatioSample(logarithms: (1...count).map(Double.init)))
    #expect(ratios.lowerBound(confidence: confidence) == Double(rank))
    #expect(ratios.upperBound(confidence: confidence) == Double(count + 1 - rank))
  }

  @Test("has no bound with too few rounds", arguments: 1...6)
  func fewRounds(count: Int) throws {
    let ratios = try #require(RatioSample(logarithms: Array(repeating: 1, count: count)))
    #expect(ratios.lowerBound(confidence: 0.99) == -.infinity)
    #expect(ratios.upperBound(confidence: 0.99) == .infinity)
  }

  /// P(X ≥ 18) for B(20, 1/2) is 211 / 2^20, that of 15 is 21700 / 2^20.
  @Test("gives exact one-sided p-values")
  func pValues() throws {
    let ratios = try #require(RatioSample(logarithms: (1...20).map(Double.init)))
    #expect(abs(ratios.pValue(above: 2) - 211 / 1_048_576.0) < 1e-15)
    #expect(abs(ratios.pValue(above: 5.5) - 21_700 / 1_048_576.0) < 1e-15)
    #expect(abs(ratios.pValue(below: 19) - 211 / 1_048_576.0) < 1e-15)
    #expect(ratios.pValue(above: 20) == 1)
  }

  @Test("counts ties with the limit against the claim")
  func ties() throws {
    let ratios = try #require(RatioSample(logarithms: Array(repeating: 0.5, count: 20)))
    #expect(ratios.pValue(above: 0.5) == 1)
    #expect(ratios.pValue(below: 0.5) == 1)
    #expect(ratios.pValue(above: 0.4) < 1e-5)
    #expect(ratios.lowerBound(confidence: 0.99) == 0.5)
  }

  @Test("refuses what is no measurement")
  func refusals() {
    #expect(RatioSample(logarithms: []) == nil)
    #expect(RatioSample(logarithms: [0, .nan]) == nil)
    #expect(RatioSample(logarithms: [.infinity]) == nil)
  }

  /// The p-value and the bound are two views of one test.
  @Test("rejects exactly where the bound clears the limit", arguments: [0.95, 0.99])
  func duality(confidence: Double) throws {
    var generator = SplitMix64(seed: 3)
    for count in 7...41 {
      let ratios = try #require(
        RatioSample(logarithms: (0..<count).map { _ in generator.unitInterval() }))
      for limit in stride(from: 0.0, through: 1, by: 0.05) {
        #expect(
          (ratios.pValue(above: limit) <= 1 - confidence + 1e-12)
            == (ratios.lowerBound(confidence: confidence) > limit))
      }
    }
  }
}
