import BenchCounters
import BenchModel
import ConvModel

extension KnownQuantities {
  /// What the plan and the samples tell of a case, for the formulas of counter groups.
  init(_ prepared: PreparedCase, _ summary: Summary) {
    self.init(
      time: summary.median, usefulFlops: prepared.cost.map { 2 * Double($0.usefulMACs) },
      executedFlops: prepared.executedFLOPs.map(Double.init),
      compulsoryBytes: prepared.cost.map { Double($0.compulsoryBytes) })
  }
}
