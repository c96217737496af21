package import ConvModel

/// Convolution with weights shared on a grid, without expanding them: sum the pixels under each cell,
/// multiply once per cell.
///
///     for each group of lanes, for each pass of a few rows of cells
///       for each input row r
///         H_d = sums of d neighbouring pixels, for each run length d    doubling: one add per level
///         R_a[r] = Σ_b w[a, b] · H_{g_b}[· + o_b]                       accumulateCells
///       for each row of cells a, for each power of two 2^e up to g_a
///         output += R_a over 2^e rows where g_a has that bit; then double R_a in place
///
/// Exact: box sums associate additions differently and nothing else, so small integers give the same
/// bits. (k′)² multiply-adds per pixel instead of K², and about 2 log₂ g adds per row of cells.
/// Cells that no output reaches are skipped. One pass's R_a and the output stay in L2.
/// Should win over `direct` from K ≈ 13 on; an FFT does less work still on maps of 56² and more.
package struct BoxSums: Algorithm {
  package let id = "box-sums"
  package let summary = "dyadic sums over a sharing grid, one multiply-add per cell"
  package let instructionSet = buildInstructionSet
  package let handles: Set<KernelStructure.Kind> = [.shared]

  package init() {}

  package func support(for stage: StageOutline) -> Support { .supported }

  package func prepare(
    _ stage: Stage, on slice: TensorSlice
  ) throws(PlanError) -> any PreparedKernel {
    guard let core = BoxSumsCore(stage) else {
      throw .declined(algorithm: id, reason: "the stage has no sharing grid")
    }
    return GroupedKernel(core: core, stage: stage, slice: slice)
  }

  package func executedFLOPs(_ stage: Stage) -> Int {
    guard let geometry = BoxSumsGeometry(stage.outline) else { return 0 }
    let products = cellColumns.indices.map { index in
      geometry.tiles(rows: index + 1).reduce(0) { $0 + Int($1.end - $1.first) }
        * cellColumns[index] * (index + 1)
    }
    let horizontal = geometry.sumSteps.reduce(0) { sum, step in
      sum + step.pixels.reduce(0) { $0 + $1.count }
    }
    var multiplyAdds = 0
    var adds = 0
    var power = 1
    for rowClass in geometry.classes {
      let needed = BoxSumsGeometry.largestPower(upTo: rowClass.run)
      while power < needed {
        adds += max(0, geometry.height - 1) * geometry.width
        power *= 2
      }
      for row in rowClass.rows {
        var left = geometry.activeCells(rowClass, row: row).count
        if left == 0 { continue }
        while left > 0 {
          let rows = BoxSumsGeometry.tileRows(left: left)
          multiplyAdds += products[rows - 1]
          left -= rows
        }
        let extra = (row + power..<row + rowClass.run).clamped(to: 0..<geometry.height)
        adds += horizontal + extra.count * geometry.width
      }
    }
    let map = stage.shape.map
    let lanes = LanePacking.groupCount(map.channels) * laneCount
    return map.batch * lanes * (2 * multiplyAdds + adds)
  }
}
