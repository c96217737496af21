/// `tileRows` rows of grid cells over `tileColumns` pixels: the inner loop of `BoxSums`.
///
///     for b in cells
///       w[a] = weights[a][b]                     one load per row of cells
///       for c in 0..<tileColumns
///         s = sums[offsets[b] + c]               one load
///         for a in 0..<tileRows: acc[a][c] += s · w[a]
struct CellTile {
  /// Box sums of one input row at the tile's first pixel.
  var sums: UnsafePointer<Float>
  /// Where each cell's box sums lie from there, in floats.
  var offsets: UnsafePointer<Int>
  /// Weights of the tile's first row of cells, [a][b][lane].
  var weights: UnsafePointer<Float>
  /// Floats between rows of cells.
  var weightRowStride: Int
  /// Cells that meet the map at this tile.
  var firstCell: Int
  var endCell: Int
}

/// Computes the tile and writes row a at `result + a · resultStride`.
@inline(never)
func accumulateCells(
  _ result: UnsafeMutablePointer<Float>, resultStride: Int, _ call: CellTile
) {
  #if LKB_PORTABLE
    var tile = Tile2 { _ in .zero }
  #else
    var tile = Tile3 { _ in .zero }
  #endif
  var cell = call.firstCell
  while cell < call.endCell {
    let weights = call.weights + cell &* laneCount
    let sums = call.sums + call.offsets[cell]
    let w0 = loadLanes(weights)
    let w1 = loadLanes(weights + call.weightRowStride)
    #if !LKB_PORTABLE
      let w2 = loadLanes(weights + 2 &* call.weightRowStride)
    #endif
    for column in 0..<tileColumns {
      let s = loadLanes(sums + column &* laneCount)
      tile[unchecked: column] = multiplyAdd(tile[unchecked: column], s, w0)
      let second = tileColumns &+ column
      tile[unchecked: second] = multiplyAdd(tile[unchecked: second], s, w1)
      #if !LKB_PORTABLE
        let third = 2 &* tileColumns &+ column
        tile[unchecked: third] = multiplyAdd(tile[unchecked: third], s, w2)
      #endif
    }
    cell &+= 1
  }
  for row in 0..<tileRows {
    for column in 0..<tileColumns {
      store(
        tile[unchecked: row &* tileColumns &+ column],
        result + (row &* resultStride &+ column &* laneCount))
    }
  }
}
