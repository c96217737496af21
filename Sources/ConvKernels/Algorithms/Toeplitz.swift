package import ConvModel

/// Direct convolution of small maps, input block by input block as products with Toeplitz matrices.
///
///     for each group of lanes
///       accumulators of the whole map = bias
///       for each input row, block of 7 inputs, block of 7 outputs that it reaches
///         accumulateToeplitz over the output rows that the kernel joins to the input row
///       write the accumulators
///
/// Rows are clipped exactly. Along a row, blocks that a short kernel does not fill leave out distances
/// outside the band in a few fixed shapes: exact for K = 7 … 13 and K ≥ 2W − 1 where W is a multiple of
/// 7, wasteful between.
/// Should win on maps up to 14 × 14; must lose to `direct` where the kernel is much narrower than the map.
package struct Toeplitz: Algorithm {
  package let id = "toeplitz"
  package let summary = "7×7 Toeplitz blocks in registers, for maps as small as the kernel"
  package let instructionSet = buildInstructionSet
  package let handles: Set<KernelStructure.Kind> = [.dense, .rowSpans, .taps]

  package init() {}

  package func support(for stage: StageOutline) -> Support { .supported }

  package func prepare(
    _ stage: Stage, on slice: TensorSlice
  ) throws(PlanError) -> any PreparedKernel {
    PreparedToeplitz(stage, slice: slice)
  }

  package func executedFLOPs(_ stage: Stage) -> Int {
    let geometry = ToeplitzGeometry(stage.shape)
    let rows = (0..<geometry.height).reduce(0) { $0 + geometry.outputRows($1).count }
    let products = geometry.blockPairs.reduce(0) { $0 + $1.shape.products }
    let map = stage.shape.map
    let lanes = LanePacking.groupCount(map.channels) * laneCount
    return 2 * map.batch * lanes * rows * products
  }
}

/// Index arithmetic of `Toeplitz`, shared by the kernel and by its operation count.
struct ToeplitzGeometry {
  let height: Int
  let width: Int
  /// Blocks per row; the last may reach past the map, over zeros.
  let blockCount: Int
  let paddingX: Int
  let paddingY: Int
  /// Kernel rows kept on either side of the centre: others meet no input row.
  let reachY: Int

  init(_ shape: DepthwiseShape) {
    height = shape.map.height
    width = shape.map.width
    blockCount = (width + toeplitzBlock - 1) / toeplitzBlock
    paddingX = shape.paddingX
    paddingY = shape.paddingY
    reachY = min(shape.paddingY, height - 1)
  }

  /// Diagonals kept per kernel row: one per distance between an output and an input of the blocks.
  var diagonalCount: Int { 2 * blockCount * toeplitzBlock - 1 }
  /// Diagonal of distance 0.
  var centre: Int { blockCount * toeplitzBlock - 1 }
  var kernelRowCount: Int { 2 * reachY + 1 }

  /// Output rows that see input row `y`.
  func outputRows(_ y: Int) -> Range<Int> { max(0, y - reachY)..<min(height, y + reachY + 1) }

  /// The pairs of an input and an output block that the kernel joins, input by input.
  var blockPairs: [ToeplitzPair] {
    (0..<blockCount).flatMap { input in
      (0..<blockCount).compactMap { output -> ToeplitzPair? in
        let offset = (input - output) * toeplitzBlock
        let low = max(-paddingX - offset, 1 - toeplitzBlock)
        let high = min(paddingX - offset, toeplitzBlock - 1)
        guard low <= high else { return nil }
        return ToeplitzPair(input: input, output: output, shape: ToeplitzShape(low...high))
      }
    }
  }
}

/// An input and an output block.
struct ToeplitzPair: BitwiseCopyable {
  let input: Int
  let output: Int
  let shape: ToeplitzShape
}

extension ToeplitzGeometry {
  /// [channel][kernel row][diagonal], zero where the kernel has no tap; allocates.
  func diagonals(_ stage: Stage) -> [Float] {
    let shape = stage.shape
    let channels = shape.map.channels
    var result = [Float](repeating: 0, count: channels * kernelRowCount * diagonalCount)
    let reachX = min(paddingX, centre)
    for channel in 0..<channels {
      for row in 0..<kernelRowCount {
        let source =
          (channel * shape.kernelHeight + row + paddingY - reachY) * shape.kernelWidth + paddingX
        let target = (channel * kernelRowCount + row) * diagonalCount + centre
        for dx in -reachX...reachX { result[target + dx] = stage.weights[source + dx] }
      }
    }
    return result
  }
}
