import Foundation

/// When a changed number of instructions counts.
///
/// Simulated counts have no noise, but a compiler that moves a few instructions around is no regression:
/// hence a share and a least number, both of which must be exceeded.
package struct InstructionRule: Hashable, Sendable {
  /// Share of base's instructions.
  package var limit = 0.01
  /// Instructions per call.
  package var least = 1000.0
  /// The largest relative difference of two runs of one build whose counts mean something.
  package var repeatable = 1e-4

  package init() {}

  /// Compares two builds by their instructions per call, one count per run and at least one each.
  package func verdict(base: [Double], head: [Double]) -> GateVerdict {
    for (side, runs) in [("base", base), ("head", head)] {
      if let reason = irreproducibility(of: runs) { return .skipped("\(side): \(reason)") }
    }
    guard let old = base.min(), let new = head.min() else { return .skipped("nothing was counted") }
    let difference = new - old
    guard abs(difference) > least, abs(difference) > limit * old else { return .same }
    return difference > 0 ? .regression : .improvement
  }

  /// Why counts of one build have no meaning, with the counts; `nil` where they have one.
  package func irreproducibility(of runs: [Double]) -> String? {
    guard let low = runs.min(), let high = runs.max(), high - low > repeatable * low else {
      return nil
    }
    let counts = [low, high].map { String(format: "%.0f", $0) }.joined(separator: " and ")
    return "not reproducible: \(counts) instructions in runs of one build"
  }
}
