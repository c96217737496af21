package import ConvModel

/// Direct convolution with channels in the vector lanes and a tile of output pixels in registers.
///
///     for each group of lanes, for each tile of rows × columns outputs
///       accumulators = bias
///       for each input row that reaches the tile
///         for dx in the kernel columns that reach the map: accumulateRow
///       store the tile
///
/// Rows are clipped exactly; columns to the pixels that any column of the tile needs, so that at the
/// left and right edge up to columns − 1 steps multiply zero margins. Kernel rows and columns that no
/// output can reach are cropped when packing. Weights [ky][dx][lane] stream from L2 once per tile;
/// their current rows and the input row stay in L1.
/// Should win for small kernels and maps; its cost grows with K², an FFT's does not.
package struct Direct: Algorithm {
  package let id = "direct"
  package let summary = "register tiles over channel lanes, exact row clipping"
  package let instructionSet = buildInstructionSet
  package let handles: Set<KernelStructure.Kind> = [.dense, .rowSpans, .taps]

  package init() {}

  package func support(for stage: StageOutline) -> Support { .supported }

  package func prepare(
    _ stage: Stage, layout: Layout, channels: Int
  ) throws(PlanError) -> any PreparedKernel {
    GroupedKernel(core: DirectCore(stage), stage: stage, layout: layout, channels: channels)
  }

  package func executedFLOPs(_ stage: StageOutline) -> Int {
    let geometry = DirectGeometry(stage)
    var steps = 0
    for y in stride(from: 0, to: geometry.height, by: tileRows) {
      let rows = min(tileRows, geometry.height - y)
      for x in stride(from: 0, to: geometry.width, by: tileColumns) {
        geometry.forEachInputRow(y: y, rows: rows, x: x) { _, first, end, span in
          steps += (end - first) * span.count
        }
      }
    }
    let map = stage.shape.map
    let lanes = LanePacking.groupCount(map.channels) * laneCount
    return 2 * map.batch * lanes * steps * tileColumns
  }
}

/// Index arithmetic of `Direct`, shared by the kernel and by its operation count.
struct DirectGeometry {
  let height: Int
  let width: Int
  /// Kernel rows and columns cut off on each side because no output reaches them.
  let cropY: Int
  let cropX: Int
  let kernelHeight: Int
  let kernelWidth: Int
  let paddingY: Int
  let paddingX: Int
  /// Kernel columns of each kept kernel row that may be non-zero.
  let spans: [Range<Int>]

  init(_ stage: StageOutline) {
    let shape = stage.shape
    height = shape.map.height
    width = shape.map.width
    cropY = max(0, shape.paddingY - (height - 1))
    cropX = max(0, shape.paddingX - (width - 1))
    kernelHeight = shape.kernelHeight - 2 * cropY
    kernelWidth = shape.kernelWidth - 2 * cropX
    paddingY = shape.paddingY - cropY
    paddingX = shape.paddingX - cropX
    let (crop, kept) = (cropX, kernelWidth)
    spans = stage.structure.rowSpans(shape)[cropY..<cropY + kernelHeight].map { span in
      let low = min(max(span.lowerBound - crop, 0), kept)
      return low..<max(low, min(span.upperBound - crop, kept))
    }
  }

  /// Calls `body(inputRow, firstTileRow, endTileRow, kernelColumns)` for each input row of a tile.
  @inline(__always)
  func forEachInputRow(
    y: Int, rows: Int, x: Int, _ body: (Int, Int, Int, Range<Int>) -> Void
  ) {
    let columnLow = max(0, paddingX - x - (tileColumns - 1))
    let columnHigh = min(kernelWidth, width + paddingX - x)
    let top = max(0, y - paddingY)
    let bottom = min(height, y + rows - 1 + kernelHeight - paddingY)
    for row in top..<bottom {
      let kernelRow = row - y + paddingY  // of the tile's first row
      let first = max(0, kernelRow - (kernelHeight - 1))
      let end = min(rows, kernelRow + 1)
      var low = columnHigh
      var high = columnLow
      for q in first..<end {
        let span = spans[kernelRow - q]
        if span.isEmpty { continue }
        low = min(low, max(span.lowerBound, columnLow))
        high = max(high, min(span.upperBound, columnHigh))
      }
      if low < high { body(row, first, end, low..<high) }
    }
  }
}
