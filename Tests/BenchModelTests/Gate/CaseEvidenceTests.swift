import BenchModel
import Testing

@Suite("Evidence of several process pairs")
struct CaseEvidenceTests {
  private func evidence(_ centres: [Double], rounds: Int = 20, step: Double = 0.001) throws
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

  @Test("a claim needs every pair")
  func weakest() throws {
    let split = try evidence([0.1, 0.1, 0])
    #expect(split.pValue(above: 0.05) > 0.99)
    #expect(split.lowerBound(confidence: 0.99) < 0.05)
    let united = try evidence([0.1, 0.09, 0.08])
    #expect(united.pValue(above: 0.05) < 1e-5)
    #expect(united.lowerBound(confidence: 0.99) > 0.05)
  }

  @Test("equivalence needs every pair inside on both sides")
  func equivalence() throws {
    #expect(try evidence([0.01, -0.01, 0]).isWithin(0.03, confidence: 0.99))
    #expect(try !evidence([0.01, -0.03, 0]).isWithin(0.03, confidence: 0.99))
    #expect(try !evidence([0.03, 0, 0]).isWithin(0.03, confidence: 0.99))
    #expect(try !evidence([0, 0, 0], rounds: 6).isWithin(1, confidence: 0.99))
  }

  /// Shifting every round by the named effect must make the case clear the limit, a little less not.
  @Test("the smallest detectable effect is the one that just clears")
  func detectable() throws {
    let centres = [0.001, -0.004, 0.003]
    let quiet = try evidence(centres)
    let limit = 0.03
    let needed = try #require(quiet.smallestDetectable(above: limit, confidence: 0.99))
    #expect(needed > limit)
    let shift = needed - quiet.effect
    let enough = try evidence(centres.map { $0 + shift + 1e-9 })
    let short = try evidence(centres.map { $0 + shift - 1e-6 })
    #expect(enough.lowerBound(confidence: 0.99) > limit)
    #expect(short.lowerBound(confidence: 0.99) < limit)
    #expect(try evidence([0, 0], rounds: 5).smallestDetectable(above: 0, confidence: 0.99) == nil)
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
