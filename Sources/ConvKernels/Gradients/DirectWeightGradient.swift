package import ConvModel

/// Weight gradient with channels in the vector lanes: bands of kernel columns, summed over rows and images.
///
///     for each lane group
///       accumulators[ky][kx] = 0
///       for each image
///         copy the group's planes of the input and of the output's gradient
///         for each block of rows, for each kernel row: accumulateBand, or accumulateGradientColumns
///       write the accumulators, [channel][ky][kx]
///
/// Rows are clipped exactly, columns nearly so. Kernel rows and columns that no output reaches are 0. A block
/// of rows of either plane stays in the nearest cache while all kernel rows meet it.
package struct DirectWeightGradient: WeightGradientAlgorithm {
  package let id = "direct"
  package let instructionSet = buildInstructionSet

  package init() {}

  package func support(for shape: DepthwiseShape) -> Support { .supported }

  package func rounding(of shape: DepthwiseShape) -> Rounding { .summation }

  package func prepare(
    _ shape: DepthwiseShape, on slice: TensorSlice
  ) throws(PlanError) -> any PreparedWeightGradient {
    PreparedDirectWeightGradient(shape, slice: slice)
  }

  package func executedFLOPs(_ shape: DepthwiseShape) -> Int {
    let lanes = LanePacking.groupCount(shape.map.channels) * laneCount
    return 2 * shape.map.batch * lanes * WeightGradientGeometry(shape).products
  }
}
