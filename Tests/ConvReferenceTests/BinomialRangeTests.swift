import ConvReference
import Foundation
import Testing

@Suite("Range of a binomial number")
struct BinomialRangeTests {
  /// ln P(X = k).
  private static func logarithm(_ k: Int, of n: Int, _ p: Double) -> Double {
    func choose(_ n: Int, _ k: Int) -> Double {
      (0..<k).reduce(0) { $0 + log(Double(n - $1) / Double($1 + 1)) }
    }
    return choose(n, k) + Double(k) * log(p) + Double(n - k) * log(1 - p)
  }

  @Test(
    "a right draw leaves it with less than the stated probability",
    arguments: [(20, 0.3), (400, 0.25), (1000, 0.02), (2000, 0.5)])
  func tails(trials: Int, probability: Double) {
    let range = BinomialRange(trials: trials, probability: probability)
    let outside = (0...trials).filter { !range.contains($0) }
    let chance = outside.reduce(0.0) {
      $0 + exp(Self.logarithm($1, of: trials, probability))
    }
    #expect(chance < BinomialRange.chance)
    #expect(range.contains(Int(range.mean)))
  }

  @Test("it is narrow enough to notice that nothing was drawn, or a tenth too many")
  func narrow() {
    let range = BinomialRange(trials: 100_000, probability: 0.3)
    #expect(!range.contains(0) && !range.contains(33_000) && range.contains(30_500))
    #expect(BinomialRange(trials: 50, probability: 0).contains(0))
    #expect(!BinomialRange(trials: 50, probability: 0).contains(1))
    #expect(BinomialRange(trials: 50, probability: 1).contains(50))
    #expect(!BinomialRange(trials: 50, probability: 1).contains(49))
  }
}
