package import ConvModel

/// Direct convolution of small maps, row by row as blocks of a Toeplitz matrix.
///
///     for each group of lanes, output row, block of 7 outputs
///       accumulateToeplitz over the input rows and blocks that the kernel reaches
///
/// Rows are clipped exactly. Along a row whole 7 × 7 blocks are multiplied, so the kernel columns outside
/// the band cost as much as those inside: exact when the kernel covers the map (K ≥ 2W − 1) and W is a
/// multiple of 7, wasteful when the kernel is short.
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
    GroupedKernel(core: ToeplitzCore(stage), stage: stage, slice: slice)
  }

  package func executedFLOPs(_ stage: Stage) -> Int {
    let geometry = ToeplitzGeometry(stage.shape)
    let rows = (0..<geometry.height).reduce(0) { $0 + geometry.inputRows(y: $1).count }
    let blocks = (0..<geometry.blockCount).reduce(0) { $0 + geometry.inputBlocks($1).count }
    let map = stage.shape.map
    let lanes = LanePacking.groupCount(map.channels) * laneCount
    return 2 * map.batch * lanes * rows * blocks * toeplitzBlock * toeplitzBlock
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

  /// Input rows that output row `y` sees.
  func inputRows(y: Int) -> Range<Int> { max(0, y - reachY)..<min(height, y + reachY + 1) }

  /// Input blocks that some pixel of an output block sees.
  func inputBlocks(_ block: Int) -> Range<Int> {
    let first = block * toeplitzBlock
    let low = max(0, first - paddingX) / toeplitzBlock
    let high = min(blockCount * toeplitzBlock - 1, first + toeplitzBlock - 1 + paddingX)
    return low..<high / toeplitzBlock + 1
  }
}

/// The packed diagonals and the loop nest of `Toeplitz`.
final class ToeplitzCore: GroupCore {
  let margin = toeplitzBlock - 1
  private let geometry: ToeplitzGeometry
  /// [group][kernel row][diagonal][lane], zero outside the kernel.
  private let weights: AlignedBuffer<Float>
  private let bias: AlignedBuffer<Float>
  private let tile: AlignedBuffer<Float>
  private let inputBlocks: [Range<Int>]

  init(_ stage: Stage) {
    let geometry = ToeplitzGeometry(stage.shape)
    self.geometry = geometry
    let channels = stage.shape.map.channels
    weights = LanePacking.pack(
      geometry.diagonals(stage), channels: channels,
      perChannel: geometry.kernelRowCount * geometry.diagonalCount)
    bias = LanePacking.packBias(stage.bias, channels: channels)
    tile = AlignedBuffer(uninitialized: toeplitzBlock * laneCount)
    inputBlocks = (0..<geometry.blockCount).map { geometry.inputBlocks($0) }
  }

  var workspaceByteCount: Int { tile.byteCount }
  var weightMemory: [UnsafeRawBufferPointer] { [weights.rawBytes, bias.rawBytes] }

  func run(group: Int, input: UnsafePointer<Float>, inputRowStride: Int, output: OutputPlane) {
    let rowStride = geometry.diagonalCount &* laneCount
    let kernel = UnsafePointer(weights.pointer) + group &* geometry.kernelRowCount &* rowStride
    let shift = UnsafePointer(bias.pointer) + group &* laneCount
    for y in 0..<geometry.height {
      let rows = geometry.inputRows(y: y)
      let kernelRow = kernel + (rows.lowerBound &- y &+ geometry.reachY) &* rowStride
      for block in 0..<geometry.blockCount {
        let blocks = inputBlocks[block]
        // In bounds: distance −6 of the first block is at least −centre, +6 of the last at most centre.
        let diagonal =
          geometry.centre &+ (blocks.lowerBound &- block) &* toeplitzBlock
          &- (toeplitzBlock &- 1)
        let call = ToeplitzRows(
          input: input
            + (rows.lowerBound &* inputRowStride
              &+ blocks.lowerBound &* toeplitzBlock &* laneCount),
          inputRowStride: inputRowStride, weights: kernelRow + diagonal &* laneCount,
          weightRowStride: rowStride, rowCount: rows.count, blockCount: blocks.count)
        let x = block &* toeplitzBlock
        let count = min(toeplitzBlock, geometry.width &- x)
        if count == toeplitzBlock, !output.accumulates {
          accumulateToeplitz(
            output.base + (y &* output.rowStride &+ x &* output.pixelStride),
            pixelStride: output.pixelStride, bias: shift, call)
        } else {
          accumulateToeplitz(tile.pointer, pixelStride: laneCount, bias: shift, call)
          for column in 0..<count {
            output.put(loadLanes(tile.pointer + column &* laneCount), y: y, x: x &+ column)
          }
        }
      }
    }
  }
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
