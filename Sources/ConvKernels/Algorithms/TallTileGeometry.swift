import ConvModel

/// Index arithmetic of `TallTileCore`, shared with its operation count.
struct TallTileGeometry {
  let height: Int
  let width: Int
  private let kernel: ReachableKernel
  /// Input rows of one run at most.
  let rowsPerBlock: Int

  /// Half of the smallest L1 data cache in use (32 KiB): the other half is for accumulators, outputs
  /// and what the prefetcher brings.
  private static let blockBytes = 16 << 10

  init(_ stage: StageOutline) {
    let shape = stage.shape
    height = shape.map.height
    width = shape.map.width
    kernel = ReachableKernel(stage)
    let rowBytes = (kernel.width + width + 2 * tileColumns) * MemoryLayout<Lanes>.size
    rowsPerBlock = max(1, Self.blockBytes / rowBytes)
  }

  var kernelHeight: Int { kernel.height }
  var kernelWidth: Int { kernel.width }
  var paddingY: Int { kernel.paddingY }
  var paddingX: Int { kernel.paddingX }
  private var spans: [Range<Int>] { kernel.spans }

  /// The reachable weights, [channel][ky][kx]; allocates.
  func crop(_ stage: Stage) -> [Float] { kernel.weights(stage) }

  /// Input rows that reach output rows `y..<y + rows`.
  func inputRows(y: Int, rows: Int) -> Range<Int> {
    max(0, y - paddingY)..<min(height, y + rows - 1 + kernelHeight - paddingY)
  }

  /// Kernel columns that meet the map for some column of the tile at `x`.
  func kernelColumns(x: Int) -> Range<Int> {
    let lastColumn = min(tileColumns, width - x) - 1
    return max(0, paddingX - x - lastColumn)..<min(kernelWidth, width + paddingX - x)
  }

  /// Products per lane, those with zero margins included.
  var products: Int {
    var steps = 0
    for y in stride(from: 0, to: height, by: tileRows) {
      let rows = min(tileRows, height - y)
      forEachRun(y: y, rows: rows) { run in
        for x in stride(from: 0, to: width, by: tileColumns) {
          let columns = run.kernelColumns.clamped(to: kernelColumns(x: x))
          steps += run.inputRowCount * run.tileRows.count * columns.count
        }
      }
    }
    return steps * tileColumns
  }

  /// Cuts the input rows of a row of tiles into runs that meet the same tile rows and kernel columns.
  ///
  /// Near the top and bottom of the kernel only the first or last rows of the tiles take part. Runs are
  /// no longer than `rowsPerBlock`, so that the input and kernel rows of one stay in L1 over all tiles.
  @inline(__always)
  func forEachRun(y: Int, rows: Int, _ body: (TileRun) -> Void) {
    var run = TileRun(firstInputRow: 0, inputRowCount: 0, tileRows: 0..<0, kernelColumns: 0..<0)
    for row in inputRows(y: y, rows: rows) {
      let kernelRow = row &- y &+ paddingY  // of the tile's first row
      let active = max(0, kernelRow &- (kernelHeight &- 1))..<min(rows, kernelRow &+ 1)
      let met = span(kernelRow: kernelRow, tileRows: active)
      if run.tileRows == active, run.kernelColumns == met, run.inputRowCount < rowsPerBlock {
        run.inputRowCount &+= 1
        continue
      }
      if !run.kernelColumns.isEmpty { body(run) }
      run = TileRun(
        firstInputRow: row, inputRowCount: 1, tileRows: active, kernelColumns: met)
    }
    if !run.kernelColumns.isEmpty { body(run) }
  }

  /// Union of the spans of the kernel rows that an input row meets.
  private func span(kernelRow: Int, tileRows: Range<Int>) -> Range<Int> {
    var low = kernelWidth
    var high = 0
    for q in tileRows where !spans[kernelRow &- q].isEmpty {
      low = min(low, spans[kernelRow &- q].lowerBound)
      high = max(high, spans[kernelRow &- q].upperBound)
    }
    return low < high ? low..<high : 0..<0
  }
}

/// Consecutive input rows that one call of a register tile takes.
struct TileRun {
  var firstInputRow: Int
  var inputRowCount: Int
  /// Rows of the tiles that take part.
  var tileRows: Range<Int>
  /// Kernel columns with weights, not yet clipped to a tile.
  var kernelColumns: Range<Int>
}
