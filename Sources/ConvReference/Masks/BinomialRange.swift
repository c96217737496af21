import Foundation

/// Where the number of successes of independent trials lies, whatever drew them.
///
/// Bernstein's inequality for n trials of probability p, with σ² = n·p·(1 − p):
/// P(|X − n·p| ≥ t) ≤ 2·exp(−t²/(2σ² + 2t/3)), which is at most `chance` from
/// t = L/3 + √(L²/9 + 2σ²·L) with L = ln(2/chance) on. Unlike a number of standard deviations it holds for few
/// trials too. Source: Boucheron, Lugosi and Massart, "Concentration Inequalities", 2013, §2.8.
package struct BinomialRange: Hashable, Sendable {
  /// Probability that a right draw lies outside.
  package static let chance = 1e-12

  /// Expected number of successes.
  package let mean: Double
  /// How far from it a draw may be.
  package let deviation: Double

  /// The range of `trials` with a `probability` in [0, 1].
  package init(trials: Int, probability: Double) {
    let variance = Double(trials) * probability * (1 - probability)
    let logarithm = log(2 / Self.chance)
    mean = Double(trials) * probability
    deviation =
      variance > 0
      ? logarithm / 3 + (logarithm * logarithm / 9 + 2 * variance * logarithm).squareRoot() : 0
  }

  package func contains(_ successes: Int) -> Bool {
    // A probability of 1 that was divided to is no whole number of trials to the last bit.
    abs(Double(successes) - mean) <= deviation + 1e-9 * mean
  }
}
