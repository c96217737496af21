/// What the gate says of one case.
package enum GateVerdict: Hashable, Sendable {
  /// Slower by more than the threshold over the process pairs of two measurements.
  case regression
  /// Faster by more than the threshold.
  case improvement
  /// Shown to differ by less than the threshold.
  case same
  /// Neither shown; absence of evidence is said to be that.
  case inconclusive(String)
  /// The two sides cannot be compared.
  case incomparable(String)
  /// Not measured, with the reason.
  case skipped(String)

  /// The word in tables and files.
  package var word: String {
    switch self {
    case .regression: "regression"
    case .improvement: "improvement"
    case .same: "same"
    case .inconclusive: "inconclusive"
    case .incomparable: "incomparable"
    case .skipped: "skipped"
    }
  }

  /// Why there is no verdict in the proper sense; `nil` where there is one.
  package var reason: String? {
    switch self {
    case .regression, .improvement, .same: nil
    case .inconclusive(let reason), .incomparable(let reason), .skipped(let reason): reason
    }
  }
}
