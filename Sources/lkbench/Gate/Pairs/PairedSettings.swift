import BenchModel

/// How the paired layer measures.
struct PairedSettings: Hashable, Sendable {
  var rules = GateRules()
  /// Rounds per case and process pair.
  var rounds = 6
  /// Fresh process pairs; the confirmation has twice as many.
  ///
  /// With 13 the bounds of the rules leave out the three (95 %) and the one (99 %) that speak most against
  /// them: memory layouts differ between processes in ways that nobody controls.
  var pairs = 13
  /// Length of a sample of the slower side.
  var sampleNanoseconds = 1e7
  /// Seconds for everything after the builds.
  var budget = 200.0
  var seed: UInt64 = 1
  /// Cases that the control measures, at least 1; one bad draw among more makes the floor of all of them.
  var sentinels = 3

  /// Fewer pairs have no bound at the confidence of the rules.
  static let fewestPairs = 7
  /// Share of the budget in which the first measurement ends; the rest is for suspects.
  static let firstShare = 0.6
  /// Warm-up of a case on one side, in nanoseconds.
  static let warmUp = 2e7
  /// Samples outside of these are too short for the clock and the switch, or waste the budget.
  static let sampleRange = 5e6...2e7

  /// `count` cases spread evenly over those `ordered` by their time, from the fastest to the slowest; the
  /// middle one where only one is asked for, all where there are no more.
  static func spread(_ ordered: [Int], count: Int) -> [Int] {
    guard !ordered.isEmpty, count > 1 else {
      return ordered.isEmpty ? [] : [ordered[ordered.count / 2]]
    }
    let last = ordered.count - 1
    let places = (0..<count).map { min(last, $0 * ordered.count / (count - 1)) }
    return Set(places).sorted().map { ordered[$0] }
  }
}
