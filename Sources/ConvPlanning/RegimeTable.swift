import ConvModel

/// Where each algorithm wins, as data: the first row that matches a stage decides.
enum RegimeTable {
  struct Row: Sendable {
    let algorithm: String
    let structures: Set<KernelStructure.Kind>
    /// Largest share of kept taps for which the row holds.
    var densityAtMost = 1.0
    /// Widest map for which the row holds.
    var mapWidthAtMost = Int.max
    /// Narrowest kernel for which the row holds.
    var kernelWidthAtLeast = 1
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
      algorithm: "toeplitz", structures: [.dense, .rowSpans, .taps], mapWidthAtMost: 7,
      kernelWidthAtLeast: 3,
      reason: "toeplitz multiplies no padding on a map of one block"),
    Row(
      algorithm: "toeplitz", structures: [.dense, .rowSpans, .taps], mapWidthAtMost: 14,
      kernelWidthAtLeast: 13,
      reason: "toeplitz multiplies little padding where the kernel is as wide as the map"),
    Row(
      algorithm: "direct", structures: [.dense, .rowSpans, .taps],
      reason: "direct keeps register tiles at the FMA limit; pruned taps cost it nothing extra"),
  ]

  /// The first matching row whose algorithm is a candidate.
  static func preference(for stage: Stage, among candidates: [String]) -> Row? {
    rows.first { row in
      candidates.contains(row.algorithm) && row.structures.contains(stage.structure.kind)
        && stage.shape.map.width <= row.mapWidthAtMost
        && stage.shape.kernelWidth >= row.kernelWidthAtLeast
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
