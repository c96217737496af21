package import BenchModel

/// What simulating a kernel counts, and the columns it goes to.
///
/// Never mixed with what hardware counts: the caches are a model of two levels without prefetching, the
/// branch predictor is a model too, and only the instructions are exact.
package enum SimulatedEvent: String, CaseIterable, Sendable {
  case instructions
  case loads
  case stores
  case branches
  case branchMisses = "branch_misses"
  case firstLevelMisses = "l1d_misses"
  case lastLevelMisses = "ll_misses"

  /// callgrind's events that it is the sum of.
  package var parts: [String] {
    switch self {
    case .instructions: ["Ir"]
    case .loads: ["Dr"]
    case .stores: ["Dw"]
    case .branches: ["Bc", "Bi"]
    case .branchMisses: ["Bcm", "Bim"]
    case .firstLevelMisses: ["D1mr", "D1mw"]
    case .lastLevelMisses: ["DLmr", "DLmw"]
    }
  }

  private var summary: String {
    switch self {
    case .instructions: "instructions of a call"
    case .loads:
      "data reads of a call; valgrind reads the memory operand of a vector FMA lane by lane"
    case .stores: "data writes of a call"
    case .branches: "conditional and indirect branches of a call"
    case .branchMisses: "branches of a call that a simple predictor mispredicts"
    case .firstLevelMisses: "data accesses of a warm call that miss the simulated first level"
    case .lastLevelMisses: "data accesses of a warm call that miss the simulated last level"
    }
  }

  package var descriptor: MetricDescriptor {
    MetricDescriptor(
      key: "callgrind_\(rawValue)", unit: .count, summary: "\(summary), simulated")
  }
}

extension CallgrindProfile {
  /// The total of what `event` is the sum of; `nil` where a part was not simulated.
  package func total(_ event: SimulatedEvent) -> Int? {
    var sum = 0
    for part in event.parts {
      guard let count = total(part) else { return nil }
      sum += count
    }
    return sum
  }
}
