import ConvModel

/// Where each algorithm wins, as data: the first row that matches a stage decides.
enum RegimeTable {
  struct Row: Sendable {
    let algorithm: String
    let structures: Set<KernelStructure.Kind>
    /// Largest share of kept taps for which the row holds.
    var densityAtMost = 1.0
    let reason: String
  }

  static let rows: [Row] = [
    Row(
      algorithm: "box-sums", structures: [.shared],
      reason: "box-sums multiplies once per grid cell instead of once per tap"),
    Row(
      algorithm: "tap-list", structures: [.taps], densityAtMost: 0.2,
      reason: "tap-list skips pruned taps, which pays at this sparsity"),
    Row(
      algorithm: "direct", structures: [.dense, .rowSpans, .taps],
      reason: "direct keeps register tiles at the FMA limit; pruned taps cost it nothing extra"),
  ]

  /// The first matching row whose algorithm is a candidate.
  static func preference(for stage: Stage, among candidates: [String]) -> Row? {
    rows.first { row in
      candidates.contains(row.algorithm) && row.structures.contains(stage.structure.kind)
        && (row.densityAtMost >= 1 || stage.density <= row.densityAtMost)
    }
  }
}

extension Stage {
  /// Share of the possible taps that are not zero, over all channels.
  fileprivate var density: Double {
    let possible = structure.rowSpans(shape).reduce(0) { $0 + $1.count } * shape.map.channels
    let kept = weights.reduce(0) { $0 + ($1 == 0 ? 0 : 1) }
    return Double(kept) / Double(possible)
  }
}
