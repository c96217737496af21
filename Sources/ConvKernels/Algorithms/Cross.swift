package import ConvModel

/// Direct convolution of stripes and crosses: bars at most five pixels wide.
///
///     for each group of lanes, block of 7 columns, output row
///       accumulators = bias
///       accumulateStripe over the rows of the vertical bar
///       accumulateBlocks, …Ends over the rows of the horizontal bar
///       store the accumulators
///
/// Both bars in one pass over the input. The vertical bar multiplies no tap that it does not have; the
/// horizontal bar whole or half Toeplitz blocks, exact when it covers the map or reaches a multiple of
/// seven. Rows are clipped exactly. Seven chains keep two FMA units of latency 4 busy seven eighths of
/// the time.
/// Should win for SLaK's kernels on maps of 14² and smaller, and for short kernels on larger ones; an
/// FFT of the merged cross does less work for long kernels from 28² on.
package struct Cross: Algorithm {
  package let id = "cross"
  package let summary = "stripes and crosses of bars at most 5 wide, both bars in one pass"
  package let instructionSet = buildInstructionSet
  package let handles: Set<KernelStructure.Kind> = [.dense, .rowSpans, .taps]

  package init() {}

  package func support(for stage: StageOutline) -> Support {
    guard CrossGeometry(stage) == nil else { return .supported }
    return .declined("the kernel is no stripe or cross of bars at most \(stripeColumns) wide")
  }

  package func prepare(
    _ stage: Stage, on slice: TensorSlice
  ) throws(PlanError) -> any PreparedKernel {
    guard let core = CrossCore(stage) else {
      throw .declined(algorithm: id, reason: "the kernel is no stripe and no cross")
    }
    return GroupedKernel(core: core, stage: stage, slice: slice)
  }

  package func executedFLOPs(_ stage: Stage) -> Int {
    guard let geometry = CrossGeometry(stage.outline) else {
      preconditionFailure("operations of a stage that \(id) declines")
    }
    let half = toeplitzBlock * (toeplitzBlock + 1) / 2
    let perWideRow = (0..<geometry.blockCount).reduce(0) { sum, block in
      let blocks = geometry.inputBlocks(block)
      let ends = (blocks.hasLeftEnd ? 1 : 0) + (blocks.hasRightEnd ? 1 : 0)
      return sum + blocks.whole.count * toeplitzBlock * toeplitzBlock + ends * half
    }
    let perBandRow = geometry.blockCount * toeplitzBlock * stripeColumns
    var multiplyAdds = 0
    for y in 0..<geometry.height {
      multiplyAdds += geometry.clipped(geometry.wideRows, y: y).count * perWideRow
      for rows in geometry.bandRows {
        multiplyAdds += geometry.clipped(rows, y: y).count * perBandRow
      }
    }
    let map = stage.shape.map
    return 2 * map.batch * LanePacking.groupCount(map.channels) * laneCount * multiplyAdds
  }
}
