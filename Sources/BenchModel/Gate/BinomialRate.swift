/// A rate that was counted, with its exact interval.
///
/// C. J. Clopper, E. S. Pearson, "The Use of Confidence or Fiducial Limits Illustrated in the Case of the
/// Binomial", Biometrika 26 (1934).
package struct BinomialRate: Hashable, Sendable {
  package let successes: Int
  package let trials: Int

  /// `successes` of `trials`, both at least 0.
  package init(successes: Int, trials: Int) {
    precondition(successes >= 0 && successes <= trials, "a rate counts successes among trials")
    self.successes = successes
    self.trials = trials
  }

  /// The two-sided Clopper–Pearson interval; 0...1 without trials.
  package func interval(confidence: Double = 0.95) -> ClosedRange<Double> {
    guard trials > 0 else { return 0...1 }
    let tail = (1 - confidence) / 2
    // Lower: the rate at which so many successes or more have probability `tail`.
    let lower =
      successes == 0
      ? 0 : Self.root { tail - (1 - Self.lowerTail(successes - 1, of: trials, rate: $0)) }
    let upper =
      successes == trials
      ? 1 : Self.root { Self.lowerTail(successes, of: trials, rate: $0) - tail }
    return lower...max(lower, upper)
  }

  /// Where a function that falls from above 0 to below 0 on 0...1 is 0, to about 1e-15.
  private static func root(_ function: (Double) -> Double) -> Double {
    var low = 0.0
    var high = 1.0
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if function(middle) > 0 { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }

  /// P(X ≤ successes) for X ~ B(trials, rate), 0 < rate < 1.
  ///
  /// The largest term is 1 and the others follow from it, so that neither underflows.
  static func lowerTail(_ successes: Int, of trials: Int, rate: Double) -> Double {
    let odds = rate / (1 - rate)
    let mode = min(trials, Int(Double(trials + 1) * rate))
    var total = 1.0
    var tail = mode <= successes ? 1.0 : 0.0
    var weight = 1.0
    for index in stride(from: mode, through: 1, by: -1) {
      weight *= Double(index) / Double(trials - index + 1) / odds
      total += weight
      if index - 1 <= successes { tail += weight }
    }
    weight = 1
    for index in mode..<trials {
      weight *= Double(trials - index) / Double(index + 1) * odds
      total += weight
      if index + 1 <= successes { tail += weight }
    }
    return tail / total
  }
}
