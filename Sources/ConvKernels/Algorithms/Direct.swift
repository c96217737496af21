package import ConvModel

/// Direct convolution with channels in the vector lanes and a tile of output pixels in registers.
///
///     for each group of lanes, for each row of tiles of rows × columns outputs
///       accumulators = 0
///       for each run of input rows that meet the same tile rows and kernel columns
///         for each tile: accumulateTile1, 2 or 3
///       store the tiles plus bias
///
/// Small dense kernels on maps at least one wide tile across run one `convolveWideTile` per tile instead.
/// Rows are clipped exactly; columns to the pixels that any column of the tile needs, so that at the
/// left and right edge up to columns − 1 steps multiply zero margins. Kernel rows and columns that no
/// output can reach are cropped when packing. A run's input rows and kernel rows stay in L1 over a row of
/// tiles, so weights [ky][dx][lane] come from L2 once per row of tiles.
/// Should win for small kernels and maps; its cost grows with K², an FFT's does not.
package struct Direct: Algorithm {
  package let id = "direct"
  package let summary = "register tiles over channel lanes, exact row clipping"
  package let instructionSet = buildInstructionSet
  package let handles: Set<KernelStructure.Kind> = [.dense, .rowSpans, .taps]

  package init() {}

  package func support(for stage: StageOutline) -> Support { .supported }

  package func prepare(
    _ stage: Stage, on slice: TensorSlice
  ) throws(PlanError) -> any PreparedKernel {
    GroupedKernel(core: DirectCore(stage), stage: stage, slice: slice)
  }

  package func executedFLOPs(_ stage: Stage) -> Int {
    let geometry = DirectGeometry(stage.outline)
    var steps = 0
    for y in stride(from: 0, to: geometry.height, by: geometry.rows) {
      let rows = min(geometry.rows, geometry.height - y)
      geometry.forEachRun(y: y, rows: rows) { run in
        for x in stride(from: 0, to: geometry.width, by: geometry.columns) {
          let columns = run.kernelColumns.clamped(to: geometry.kernelColumns(x: x))
          steps += run.inputRowCount * run.tileRows.count * columns.count
        }
      }
    }
    let map = stage.shape.map
    let lanes = LanePacking.groupCount(map.channels) * laneCount
    return 2 * map.batch * lanes * steps * geometry.columns
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
  /// Input rows of one run at most.
  let rowsPerBlock: Int

  /// Half of the smallest L1 data cache in use (32 KiB): the other half is for accumulators, outputs
  /// and what the prefetcher brings.
  private static let blockBytes = 16 << 10
  /// Widest kernel for which wide tiles were the faster ones: by a fifth at 7, a tenth at 9, none at 11
  /// (AVX2, 56² and 28², interleaved runs).
  private static let widestForWideTiles = 9
  /// Whether every kernel row has all columns.
  private let isDense: Bool

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
    let rowBytes = (kernelWidth + width + 2 * tileColumns) * MemoryLayout<Lanes>.size
    rowsPerBlock = max(1, Self.blockBytes / rowBytes)
    let (crop, kept) = (cropX, kernelWidth)
    isDense = stage.structure.kind == .dense
    spans = stage.structure.rowSpans(shape)[cropY..<cropY + kernelHeight].map { span in
      let low = min(max(span.lowerBound - crop, 0), kept)
      return low..<max(low, min(span.upperBound - crop, kept))
    }
  }

  /// Whether whole output rows are tiles: it spares a small kernel the tall tile's ramps and calls.
  var usesWideTiles: Bool {
    isDense && kernelWidth <= Self.widestForWideTiles && width >= wideTileColumns
  }
  /// Pixels of a tile's rows.
  var columns: Int { usesWideTiles ? wideTileColumns : tileColumns }
  /// Output rows of a tile.
  var rows: Int { usesWideTiles ? 1 : tileRows }

  /// Input rows that reach output rows `y..<y + rows`.
  func inputRows(y: Int, rows: Int) -> Range<Int> {
    max(0, y - paddingY)..<min(height, y + rows - 1 + kernelHeight - paddingY)
  }

  /// Kernel columns that meet the map for some column of the tile at `x`.
  func kernelColumns(x: Int) -> Range<Int> {
    let lastColumn = min(columns, width - x) - 1
    return max(0, paddingX - x - lastColumn)..<min(kernelWidth, width + paddingX - x)
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
