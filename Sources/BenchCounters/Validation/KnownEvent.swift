/// What code shows that it executes, and the metric that counts it.
package enum KnownEvent: String, CaseIterable, Codable, Sendable {
  case instructions
  case branches
  case conditionalBranches = "conditional_branches"
  case takenBranches = "taken_branches"
  case mispredictions
  case loads
  case stores
  case flops
  /// Cache lines that must come into the first-level data cache.
  case lines

  package var metric: String {
    switch self {
    case .mispredictions: "papi_branch_misses"
    case .lines: "papi_l1d_fills"
    default: "papi_" + rawValue
    }
  }

  /// What the metric `key` counts; `nil` for one of which code does not show how often it happens.
  static func counted(by key: String) -> KnownEvent? { byMetric[key] }

  private static let byMetric = Dictionary(
    uniqueKeysWithValues: allCases.map { ($0.metric, $0) })
}
