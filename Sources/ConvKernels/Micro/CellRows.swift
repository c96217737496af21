/// Rows of grid cells over one row of box sums: the inner loops of `BoxSums`.
///
///     for each tile of `columns` pixels
///       for b in the tile's cells
///         w[a] = weights[a][b]                   one load per row of cells
///         for c in 0..<columns
///           s = sums[offsets[b] + c]             one load
///           for a in rows: acc[a][c] += s · w[a]
///
/// The accumulators are output pixels: every row of cells adds to an output row of its own.
struct CellRows {
  /// Box sums of one row at pixel 0.
  var sums: UnsafePointer<Float>
  /// Where each cell's box sums lie from there, in floats.
  var offsets: UnsafePointer<Int>
  /// Weights of the first row of cells, [a][b][lane].
  var weights: UnsafePointer<Float>
  /// First and end cell that meet the map, tile by tile.
  var tiles: UnsafePointer<CellSpan>
  var tileCount: Int
}

/// Neighbouring cells of a grid's row.
struct CellSpan: BitwiseCopyable {
  var first: Int32
  var end: Int32
}

// One row of cells alone needs more columns for enough chains; on AVX2 a seventh column of two rows
// would not fit the registers.
#if LKB_PORTABLE
  typealias CellTile1 = InlineArray<8, Lanes>
  typealias CellTile2 = InlineArray<8, Lanes>
#elseif LKB_AVX2
  typealias CellTile1 = InlineArray<7, Lanes>
  typealias CellTile2 = InlineArray<8, Lanes>
#else
  typealias CellTile1 = InlineArray<7, Lanes>
  typealias CellTile2 = InlineArray<14, Lanes>
#endif

private let columns1 = MemoryLayout<CellTile1>.size / MemoryLayout<Lanes>.size
private let columns2 = MemoryLayout<CellTile2>.size / MemoryLayout<Lanes>.size / 2

/// Pixels of a tile of one, two and three rows of cells.
let cellColumns = [columns1, columns2, tileColumns]
/// Rows of cells of one tile at most.
let maximumCellRows = tileRows
/// Pixels of any tile at most.
let widestCellTile = 8

/// One row of cells; adds to the output row `row0`.
@inline(never)
func accumulateCells1(
  _ row0: UnsafeMutablePointer<Float>,
  _ call: CellRows
) {
  var first = call.sums
  var pixel = 0
  for index in 0..<call.tileCount {
    var tile = CellTile1 { loadLanes(row0 + (pixel &+ $0 &* laneCount)) }
    var cell = Int(call.tiles[index].first)
    let end = Int(call.tiles[index].end)
    while cell < end {
      let weights = call.weights + cell &* laneCount
      let w0 = loadLanes(weights)
      let sums = first + call.offsets[cell]
      for column in 0..<columns1 {
        let s = loadLanes(sums + column &* laneCount)
        tile[unchecked: column] = multiplyAdd(tile[unchecked: column], s, w0)
      }
      cell &+= 1
    }
    for column in 0..<columns1 {
      store(tile[unchecked: column], row0 + (pixel &+ column &* laneCount))
    }
    first += columns1 &* laneCount
    pixel &+= columns1 &* laneCount
  }
}

/// Two rows of cells, `stride` floats apart; adds to `row0` and `row1`.
@inline(never)
func accumulateCells2(
  _ row0: UnsafeMutablePointer<Float>, _ row1: UnsafeMutablePointer<Float>,
  stride: Int, _ call: CellRows
) {
  var first = call.sums
  var pixel = 0
  for index in 0..<call.tileCount {
    var tile = CellTile2 {
      loadLanes(($0 < columns2 ? row0 : row1 - columns2 &* laneCount) + (pixel &+ $0 &* laneCount))
    }
    var cell = Int(call.tiles[index].first)
    let end = Int(call.tiles[index].end)
    while cell < end {
      let weights = call.weights + cell &* laneCount
      let w0 = loadLanes(weights)
      let w1 = loadLanes(weights + stride)
      let sums = first + call.offsets[cell]
      for column in 0..<columns2 {
        let s = loadLanes(sums + column &* laneCount)
        tile[unchecked: column] = multiplyAdd(tile[unchecked: column], s, w0)
        let second = columns2 &+ column
        tile[unchecked: second] = multiplyAdd(tile[unchecked: second], s, w1)
      }
      cell &+= 1
    }
    for column in 0..<columns2 {
      store(tile[unchecked: column], row0 + (pixel &+ column &* laneCount))
      store(tile[unchecked: columns2 &+ column], row1 + (pixel &+ column &* laneCount))
    }
    first += columns2 &* laneCount
    pixel &+= columns2 &* laneCount
  }
}

#if !LKB_PORTABLE
  /// Three rows of cells, `stride` floats apart; adds to `row0`, `row1` and `row2`.
  @inline(never)
  func accumulateCells3(
    _ row0: UnsafeMutablePointer<Float>, _ row1: UnsafeMutablePointer<Float>,
    _ row2: UnsafeMutablePointer<Float>, stride: Int, _ call: CellRows
  ) {
    var first = call.sums
    var pixel = 0
    for index in 0..<call.tileCount {
      var tile = Tile3 {
        loadLanes(
          ($0 < tileColumns
            ? row0
            : $0 < 2 &* tileColumns
              ? row1 - tileColumns &* laneCount : row2 - 2 &* tileColumns &* laneCount)
            + (pixel &+ $0 &* laneCount))
      }
      var cell = Int(call.tiles[index].first)
      let end = Int(call.tiles[index].end)
      while cell < end {
        let weights = call.weights + cell &* laneCount
        let w0 = loadLanes(weights)
        let w1 = loadLanes(weights + stride)
        let w2 = loadLanes(weights + 2 &* stride)
        let sums = first + call.offsets[cell]
        for column in 0..<tileColumns {
          let s = loadLanes(sums + column &* laneCount)
          tile[unchecked: column] = multiplyAdd(tile[unchecked: column], s, w0)
          let second = tileColumns &+ column
          tile[unchecked: second] = multiplyAdd(tile[unchecked: second], s, w1)
          let third = 2 &* tileColumns &+ column
          tile[unchecked: third] = multiplyAdd(tile[unchecked: third], s, w2)
        }
        cell &+= 1
      }
      for column in 0..<tileColumns {
        store(tile[unchecked: column], row0 + (pixel &+ column &* laneCount))
        store(tile[unchecked: tileColumns &+ column], row1 + (pixel &+ column &* laneCount))
        store(tile[unchecked: 2 &* tileColumns &+ column], row2 + (pixel &+ column &* laneCount))
      }
      first += tileColumns &* laneCount
      pixel &+= tileColumns &* laneCount
    }
  }
#endif
