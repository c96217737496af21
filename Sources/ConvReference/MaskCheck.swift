import ConvModel

/// Judges the mask operations of sparse training against slow, sorted evaluations in `Double`.
package enum MaskCheck {
  /// Compares densities found by sensitivity; the error is the largest difference of a tensor's density.
  ///
  /// Scores rounded to `Float` may tie where they differ in `Double`: one tap of a tensor, and one more where
  /// the threshold itself does, may fall on the other side.
  package static func densities(
    _ found: [Double], weights: [[Float]], gradients: [[Float]], density: Double
  ) -> CheckResult {
    let scores = zip(weights, gradients).map { pair in
      zip(pair.0, pair.1).map { abs(Double($0) * Double($1)) }
    }
    let descending = scores.flatMap { $0 }.sorted(by: >)
    let kept = Int((density * Double(descending.count)).rounded(.down))
    let threshold = kept < 1 ? .infinity : descending[kept - 1]
    var worst = (error: 0.0, bound: 0.0, isWithin: true)
    for (scores, found) in zip(scores, found) where !scores.isEmpty {
      let expected = Double(scores.count { $0 > threshold }) / Double(scores.count)
      let bound = 2 / Double(scores.count)
      let error = found.isFinite ? abs(found - expected) : .infinity
      if error >= worst.error { worst = (error, bound, worst.isWithin && error <= bound) }
    }
    return CheckResult(
      outcome: worst.isWithin && found.count == scores.count ? .passed : .failed,
      maxError: worst.error, errorBound: worst.bound, worst: nil, nonFiniteCount: 0)
  }

  /// Checks one prune-and-grow step from `before` to `after`; the error is the number of taps that neither
  /// pruning nor growing explains, beside those that growth should give on average and did not.
  ///
  /// The number of grown taps is binomial: six standard deviations are allowed.
  package static func growth(
    before: [UInt8], after: [UInt8], weights: [Float], rate: Double
  ) -> CheckResult {
    let kept = before.indices.filter { before[$0] == 1 }
    let removed = Int((rate * Double(kept.count)).rounded(.up))
    let ascending = kept.sorted { (abs(weights[$0]), $0) < (abs(weights[$1]), $1) }
    let lost = ascending.dropFirst(removed).count { after[$0] != 1 }
    let absent = before.count - kept.count + removed
    let probability = absent > 0 ? Double(removed) / Double(absent) : 0
    let deviation = (Double(absent) * probability * (1 - probability)).squareRoot()
    let total = after.reduce(0) { $0 + Int($1) }
    let drift = abs(Double(total - kept.count))
    let isRight = lost == 0 && drift <= 6 * deviation && after.allSatisfy { $0 <= 1 }
    return CheckResult(
      outcome: isRight && after.count == before.count ? .passed : .failed,
      maxError: Double(lost) + drift, errorBound: 6 * deviation, worst: nil, nonFiniteCount: 0)
  }
}
