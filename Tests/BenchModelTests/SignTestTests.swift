import BenchModel
import Testing

@Suite("Sign test")
struct SignTestTests {
  /// Critical values of the two-sided sign test at 5 %, n = 6...60, as printed in textbook tables: the
  /// largest count of the rarer sign that is still significant.
  static let criticalValues = [
    0, 0, 0, 1, 1, 1, 2, 2, 2, 3,
    3, 4, 4, 4, 5, 5, 5, 6, 6, 7,
    7, 7, 8, 8, 9, 9, 9, 10, 10, 11,
    11, 12, 12, 12, 13, 13, 14, 14, 15, 15,
    15, 16, 16, 17, 17, 18, 18, 18, 19, 19,
    20, 20, 21, 21, 21,
  ]

  @Test("gives the ranks of the published table", arguments: 6...60)
  func table(count: Int) {
    let rank = SignTest.rank(count: count, confidence: 0.95)
    #expect(rank == Self.criticalValues[count - 6] + 1)
  }

  @Test(
    "gives the ranks quoted for two-sided 95 %",
    arguments: [(8, 1), (12, 3), (20, 6), (30, 10), (52, 19)])
  func quoted(count: Int, rank: Int) {
    #expect(SignTest.rank(count: count, confidence: 0.95) == rank)
  }

  @Test("gives the ranks quoted for one-sided 99 %", arguments: [(12, 2), (20, 5), (40, 13)])
  func oneSided(count: Int, rank: Int) {
    #expect(SignTest.oneSidedRank(count: count, confidence: 0.99) == rank)
  }

  @Test("agrees with integer binomials to the last digits", arguments: 1...62)
  func exactTails(count: Int) {
    var coefficient: UInt64 = 1
    var sum: UInt64 = 0
    for successes in 0...count {
      sum += coefficient
      let exact = Double(sum) / Double(UInt64(1) << UInt64(count))
      let tail = SignTest.lowerTail(successes, of: count)
      #expect(abs(tail - exact) <= 1e-14 * max(exact, 1e-3))
      // C(n, i + 1) = C(n, i)·(n − i)/(i + 1), in 128 bits: the product exceeds 64.
      let wide = coefficient.multipliedFullWidth(by: UInt64(count - successes))
      coefficient = UInt64(successes + 1).dividingFullWidth(wide).quotient
    }
  }

  @Test("is exactly maximal: one rank more would not cover", arguments: 6...300)
  func maximal(count: Int) throws {
    let rank = try #require(SignTest.rank(count: count, confidence: 0.95))
    #expect(SignTest.coverage(count: count, rank: rank) >= 0.95)
    #expect(SignTest.coverage(count: count, rank: rank + 1) < 0.95)
  }

  @Test("has no rank where even the range of the values does not cover", arguments: 0...5)
  func tooFew(count: Int) {
    #expect(SignTest.rank(count: count, confidence: 0.95) == nil)
  }

  @Test("stays finite for counts whose 2^n does not fit a Double")
  func manyTrials() throws {
    // Normal approximation with continuity correction: k ≈ n/2 − 0.98·√n.
    let rank = try #require(SignTest.rank(count: 10_000, confidence: 0.95))
    #expect(abs(rank - 4_902) <= 1)
    #expect(abs(SignTest.lowerTail(5_000, of: 10_000) - 0.503989) < 1e-6)
  }

  @Test("has tails that end at 0 and 1 and mirror each other")
  func tails() {
    #expect(SignTest.lowerTail(-1, of: 9) == 0)
    #expect(SignTest.lowerTail(9, of: 9) == 1)
    #expect(abs(SignTest.lowerTail(4, of: 9) - 0.5) < 1e-15)
    #expect(abs(SignTest.lowerTail(3, of: 10) + SignTest.lowerTail(6, of: 10) - 1) < 1e-15)
  }

  @Test("has the p-values of the binomial test")
  func pValues() {
    #expect(SignTest.pValue(positive: 5, negative: 5) == 1)
    #expect(abs(SignTest.pValue(positive: 10, negative: 0) - 2.0 / 1024) < 1e-15)
    #expect(abs(SignTest.pValue(positive: 3, negative: 17) - 0.002577) < 1e-6)
    #expect(SignTest.pValue(positive: 0, negative: 0) == 1)
  }
}
