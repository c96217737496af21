/// Exact tail probabilities of the sign test, and the order statistics that bound the median.
///
/// The number of values below the true median is B(n, 1/2) whatever the distribution, so the k-th
/// smallest and the k-th largest of n values enclose the median with probability
/// 1 − 2·P(B(n, 1/2) ≤ k − 1). W. R. Thompson, "On Confidence Ranges for the Median and Other
/// Expectation Distributions for Populations of Unknown Distribution Form", Annals of Mathematical
/// Statistics 7 (1936).
package enum SignTest {
  /// P(X ≤ successes) for X ~ B(trials, 1/2).
  ///
  /// Sums the binomial coefficients relative to the central one, downwards from the centre: neither
  /// 2^n nor 2^−n appears, so that any number of trials works.
  package static func lowerTail(_ successes: Int, of trials: Int) -> Double {
    precondition(trials >= 0, "a sign test has no negative number of trials")
    guard successes >= 0 else { return 0 }
    guard successes < trials else { return 1 }
    guard 2 * successes < trials else {
      return 1 - lowerTail(trials - successes - 1, of: trials)
    }
    let centre = trials / 2
    var weight = 1.0
    var lowerHalf = 1.0
    var tail = centre <= successes ? 1.0 : 0.0
    for index in stride(from: centre, through: 1, by: -1) {
      // C(n, i − 1) = C(n, i) · i / (n − i + 1)
      weight *= Double(index) / Double(trials - index + 1)
      lowerHalf += weight
      if index - 1 <= successes { tail += weight }
    }
    let total = trials.isMultiple(of: 2) ? 2 * lowerHalf - 1 : 2 * lowerHalf
    return tail / total
  }

  /// Rank k, from 1, such that the k-th smallest and k-th largest of `count` values enclose the median.
  ///
  /// The largest k whose two-sided coverage is at least `confidence`; `nil` where not even the whole
  /// range of the values reaches it (fewer than 6 values at 95 %).
  package static func rank(count: Int, confidence: Double) -> Int? {
    rank(count: count, tail: (1 - confidence) / 2)
  }

  /// Rank k, from 1, such that the k-th smallest of `count` values is a lower bound of the median.
  ///
  /// One-sided; the k-th largest is an upper bound with the same confidence.
  package static func oneSidedRank(count: Int, confidence: Double) -> Int? {
    rank(count: count, tail: 1 - confidence)
  }

  /// Probability that the k-th smallest and the k-th largest of `count` values enclose the median.
  package static func coverage(count: Int, rank: Int) -> Double {
    precondition(rank >= 1, "ranks count from 1")
    return max(0, 1 - 2 * lowerTail(rank - 1, of: count))
  }

  /// Two-sided p-value of the hypothesis that differences are as often positive as negative.
  ///
  /// Ties are left out beforehand, as in W. J. Conover, "Practical Nonparametric Statistics", §3.4.
  package static func pValue(positive: Int, negative: Int) -> Double {
    min(1, 2 * lowerTail(min(positive, negative), of: positive + negative))
  }

  private static func rank(count: Int, tail: Double) -> Int? {
    guard count > 0, lowerTail(0, of: count) <= tail else { return nil }
    // Invariant: rank `low` is good enough, rank `high` is not.
    var low = 1
    var high = count / 2 + 1
    while high - low > 1 {
      let middle = (low + high) / 2
      if lowerTail(middle - 1, of: count) <= tail { low = middle } else { high = middle }
    }
    return low
  }
}
