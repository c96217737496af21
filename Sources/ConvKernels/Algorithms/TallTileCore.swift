import ConvModel

/// `Direct` for wide kernels: register tiles of several output rows.
///
///     for each row of tiles of tileRows × tileColumns outputs
///       accumulators = 0
///       for each run of input rows that meet the same tile rows and kernel columns
///         for each tile: accumulateTile1, 2 or 3
///       store the tiles plus bias
///
/// Rows are clipped exactly; columns to the pixels that any column of the tile needs, so that at the left
/// and right edge up to tileColumns − 1 steps multiply zero margins. A run's input rows and kernel rows stay
/// in L1 over a row of tiles, so weights [ky][dx][lane] come from L2 once per row of tiles.
final class TallTileCore: GroupCore {
  let margin: Int
  private let geometry: TallTileGeometry
  /// [group][ky][kx][lane], reachable taps only.
  private let weights: AlignedBuffer<Float>
  private let bias: AlignedBuffer<Float>
  /// Accumulators of one row of tiles, tile by tile, row by row within.
  private let tiles: AlignedBuffer<Float>

  init(_ stage: Stage) {
    geometry = TallTileGeometry(stage.outline)
    margin = tileColumns - 1
    let channels = stage.shape.map.channels
    weights = LanePacking.pack(
      geometry.crop(stage), channels: channels,
      perChannel: geometry.kernelHeight * geometry.kernelWidth)
    bias = LanePacking.packBias(stage.bias, channels: channels)
    let tileCount = (geometry.width + tileColumns - 1) / tileColumns
    tiles = AlignedBuffer(uninitialized: tileCount * tileFloats)
  }

  var workspaceByteCount: Int { tiles.byteCount }
  var weightMemory: [UnsafeRawBufferPointer] { [weights.rawBytes, bias.rawBytes] }

  func run(
    group: Int, input: UnsafePointer<Float>, inputRowStride: Int, output: OutputPlane,
    ahead: Lookahead
  ) {
    let kernelRowStride = geometry.kernelWidth &* laneCount
    let kernel =
      UnsafePointer(weights.pointer) + group &* geometry.kernelHeight &* kernelRowStride
    let shift = loadLanes(bias.pointer + group &* laneCount)
    let accumulators = tiles.pointer
    var y = 0
    while y < geometry.height {
      let rows = min(tileRows, geometry.height &- y)
      ahead.fetch(rows: y..<y &+ rows, columns: 0..<geometry.width)
      accumulators.update(repeating: 0, count: tiles.count)
      geometry.forEachRun(y: y, rows: rows) { run in
        let kernelRow = run.firstInputRow &- y &+ geometry.paddingY &- run.tileRows.lowerBound
        var tile = accumulators + run.tileRows.lowerBound &* tileColumns &* laneCount
        var x = 0
        while x < geometry.width {
          let columns = run.kernelColumns.clamped(to: geometry.kernelColumns(x: x))
          if !columns.isEmpty {
            // In bounds: the margin covers kernel columns up to tileColumns − 1 pixels off the map.
            let pixel = x &- geometry.paddingX &+ columns.lowerBound
            let call = TileRows(
              input: input + (run.firstInputRow &* inputRowStride &+ pixel &* laneCount),
              inputRowStride: inputRowStride,
              weights: kernel + (kernelRow &* kernelRowStride &+ columns.lowerBound &* laneCount),
              weightRowStride: kernelRowStride, rowCount: run.inputRowCount,
              steps: columns.count)
            switch run.tileRows.count {
            #if !LKB_PORTABLE
              case 3: accumulateTile3(tile, call)
            #endif
            case 2: accumulateTile2(tile, call)
            case 1: accumulateTile1(tile, call)
            default: preconditionFailure("a tile of more rows than this build has code for")
            }
          }
          tile += tileFloats
          x &+= tileColumns
        }
      }
      storeTiles(plus: shift, y: y, rows: rows, output: output)
      y &+= tileRows
    }
  }

  @inline(__always)
  private func storeTiles(plus shift: Lanes, y: Int, rows: Int, output: OutputPlane) {
    for row in 0..<rows {
      var tile = tiles.pointer + row &* tileColumns &* laneCount
      var x = 0
      while x < geometry.width {
        for column in 0..<min(tileColumns, geometry.width &- x) {
          output.put(
            loadLanes(tile + column &* laneCount) + shift, y: y &+ row, x: x &+ column)
        }
        tile += tileFloats
        x &+= tileColumns
      }
    }
  }
}

/// Floats of one tile's accumulators.
private let tileFloats = tileRows * tileColumns * laneCount
