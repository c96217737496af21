import BenchModel
import Testing

@Suite("Evidence of several process pairs")
struct CaseEvidenceTests {
  /// One pair per centre, each with rounds evenly around it.
  private func evidence(_ centres: [Double], rounds: Int = 8, step: Double = 0.001) throws
    -> CaseEvidence
  {
    let pairs = centres.map { centre in
      RatioSample(
        logarithms: (0..<rounds).map { centre + step * (Double($0) - Double(rounds - 1) / 2) })
    }
    return try #require(CaseEvidence(pairs: pairs.compactMap(\.self)))
  }

  @Test("the effect is the median of the pairs' medians")
  func effect() throws {
    #expect(abs(try evidence([0.1, -0.5, 0.2]).effect - 0.1) < 1e-12)
  }

  /// Of 11 pairs the 95 % bound is the third smallest and the 99 % bound the second smallest median.
  @Test("a claim is a sign test over pairs, however many rounds they have", arguments: [2, 8, 200])
  func pairs(rounds: Int) throws {
    let found = try evidence((1...11).map { 0.01 * Double($0) }, rounds: rounds)
    #expect(abs(found.lowerBound(confidence: 0.95) - 0.03) < 1e-12)
    #expect(abs(found.lowerBound(confidence: 0.99) - 0.02) < 1e-12)
    #expect(abs(found.upperBound(confidence: 0.99) - 0.10) < 1e-12)
    // P(X ≥ 10) for B(11, 1/2) is 12 / 2048.
    #expect(abs(found.pValue(above: 0.015) - 12 / 2048.0) < 1e-15)
    #expect(abs(found.pValue(below: 0.105) - 12 / 2048.0) < 1e-15)
  }

  @Test("one or two pairs with a memory layout of their own change nothing")
  func outliers() throws {
    let found = try evidence([-0.05, -0.04] + Array(repeating: 0.05, count: 9))
    #expect(found.lowerBound(confidence: 0.95) > 0.03)
    #expect(try evidence([-0.05] + Array(repeating: 0, count: 10)).isWithin(0.03, confidence: 0.99))
  }

  @Test("equivalence needs the bounds inside on both sides, and enough pairs for them")
  func equivalence() throws {
    let inside = Array(repeating: 0.0, count: 9)
    #expect(try evidence(inside + [0.01, -0.01]).isWithin(0.03, confidence: 0.99))
    #expect(try !evidence(inside + [-0.03, -0.04]).isWithin(0.03, confidence: 0.99))
    #expect(try !evidence(inside + [0.03, 0.04]).isWithin(0.03, confidence: 0.99))
    #expect(try !evidence(Array(repeating: 0, count: 6)).isWithin(1, confidence: 0.99))
  }

  /// Shifting every round by the named effect must make the case clear the limit, a little less not.
  @Test("the smallest detectable effect is the one that just clears")
  func detectable() throws {
    let centres = (0..<11).map { 0.001 * Double(($0 * 7) % 11 - 5) }
    let quiet = try evidence(centres)
    let limit = 0.03
    let needed = try #require(quiet.smallestDetectable(above: limit, confidence: 0.99))
    #expect(needed > limit)
    let shift = needed - quiet.effect
    let enough = try evidence(centres.map { $0 + shift + 1e-9 })
    let short = try evidence(centres.map { $0 + shift - 1e-6 })
    #expect(enough.lowerBound(confidence: 0.99) > limit)
    #expect(short.lowerBound(confidence: 0.99) < limit)
    #expect(try evidence([0, 0]).smallestDetectable(above: 0, confidence: 0.99) == nil)
  }

  @Test("without pairs there is no evidence")
  func empty() { #expect(CaseEvidence(pairs: []) == nil) }
}

@Suite("Holm's correction")
struct HolmCorrectionTests {
  /// The example of R's manual for `p.adjust`, method "holm", worked by hand.
  @Test("multiplies by the hypotheses that are left and never falls")
  func steps() {
    let adjusted = HolmCorrection.adjusted([0.01, 0.04, 0.03, 0.005])
    for (found, expected) in zip(adjusted, [0.03, 0.06, 0.06, 0.02]) {
      #expect(abs(found - expected) < 1e-12)
    }
  }

  @Test("counts the members of the family that are not listed")
  func family() {
    #expect(abs(HolmCorrection.adjusted([0.01], family: 12)[0] - 0.12) < 1e-12)
    #expect(HolmCorrection.adjusted([0.9, 0.8]) == [1, 1])
    #expect(HolmCorrection.adjusted([]) == [])
  }
}

@Suite("Binomial rate")
struct BinomialRateTests {
  /// Clopper and Pearson's limits as published: 0 of 20, 19 of 20, 1 of 10, 5 of 10 at 95 %.
  @Test(
    "has the published intervals",
    arguments: [
      (0, 20, 0.0, 0.1684), (19, 20, 0.7513, 0.9987), (1, 10, 0.0025, 0.4450),
      (5, 10, 0.1871, 0.8129), (20, 20, 0.8316, 1.0),
    ])
  func published(successes: Int, trials: Int, low: Double, high: Double) {
    let interval = BinomialRate(successes: successes, trials: trials).interval()
    #expect(abs(interval.lowerBound - low) < 6e-5)
    #expect(abs(interval.upperBound - high) < 6e-5)
  }

  @Test("knows nothing without trials, and does not underflow with many")
  func extremes() {
    #expect(BinomialRate(successes: 0, trials: 0).interval() == 0...1)
    let interval = BinomialRate(successes: 5_000, trials: 10_000).interval()
    #expect(abs(interval.lowerBound - 0.4902) < 1e-3 && abs(interval.upperBound - 0.5098) < 1e-3)
  }
}
