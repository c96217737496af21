package import ConvModel

/// Convolution with weights shared on a grid, without expanding them: sum the pixels under each cell,
/// multiply once per cell.
///
///     for each group of lanes
///       output = bias
///       for each run length g of the rows of cells, ascending
///         V = sums of g input rows                          by doubling, in place
///         for each row r of V
///           H_d = sums of d neighbouring pixels of V[r]     one addition per length d, addSpans
///           for each row of cells a of length g, one to three at a time
///             output[r − o_a] += Σ_b w[a, b] · H_{g_b}[· + o_b]       accumulateCells1, 2, 3
///
/// Exact: box sums associate additions differently and nothing else, so small integers give the same
/// bits. (k′)² multiply-adds per pixel instead of K², and one addition per pixel and pair of lengths.
/// Rows of cells are clipped to the outputs they serve, cells to the tiles they meet, and sums to the
/// pixels that some cell needs. Outputs, V and the input stay in L2, one row's sums in L1.
///
/// Maps of one Toeplitz block expand the grid and run `Toeplitz`: there the sums cost more than the
/// multiply-adds they save.
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
    guard case .shared(let grid) = stage.structure, let core = BoxSumsCore(stage) else {
      throw .declined(algorithm: id, reason: "the stage has no sharing grid")
    }
    if Self.expands(stage.shape.map) {
      return try Toeplitz().prepare(stage.expanded(grid), on: slice)
    }
    return GroupedKernel(core: core, stage: stage, slice: slice)
  }

  package func executedFLOPs(_ stage: Stage) -> Int {
    guard case .shared(let grid) = stage.structure, let geometry = BoxSumsGeometry(stage.outline)
    else { preconditionFailure("operations of a stage that \(id) declines") }
    if Self.expands(stage.shape.map) { return Toeplitz().executedFLOPs(stage.expanded(grid)) }
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

  /// Whether the map is too small for sharing to pay.
  private static func expands(_ map: MapShape) -> Bool {
    max(map.height, map.width) <= toeplitzBlock
  }
}

extension Stage {
  /// The same stage with every tap's weight written out.
  fileprivate func expanded(_ grid: SharingGrid) -> Stage {
    let cells = grid.cellOfOffset
    let count = grid.count
    var stage = self
    stage.structure = .dense
    stage.weights = []
    stage.weights.reserveCapacity(shape.map.channels * shape.tapCount)
    for channel in 0..<shape.map.channels {
      for row in cells {
        let line = (channel * count + row) * count
        for cell in cells { stage.weights.append(weights[line + cell]) }
      }
    }
    return stage
  }
}
