/// The inner loops of the channel-lane kernels: a register tile over consecutive input rows.
///
/// `rowCount` input rows, each met by `steps` neighbouring kernel columns. Row q of the tile sees an
/// input row through the kernel row before row q − 1's:
///
///     for r in 0..<rowCount, for dx in 0..<steps
///       w[q] = weights[r − q][dx]                one load per tile row
///       for c in 0..<tileColumns
///         x = input[r][c + dx]                   one load
///         for q in 0..<tile rows: acc[q][c] += x · w[q]
///
/// Loads per FMA: (rows + columns) / (rows · columns), so the FMA units are the limit. Input pixels and
/// kernel columns are both `laneCount` floats apart: one index serves all addresses.
///
/// The accumulators live in memory between calls and in registers within one. Each function is kept out
/// of line, because in one body with its callers the register allocator spills accumulators into the
/// inner loop.
struct TileRows {
  var input: UnsafePointer<Float>
  /// Floats between input rows.
  var inputRowStride: Int
  /// Kernel row of the tile's first active row, at the first input row and first kernel column.
  var weights: UnsafePointer<Float>
  /// Floats between kernel rows.
  var weightRowStride: Int
  var rowCount: Int
  /// Kernel columns.
  var steps: Int
}

#if !LKB_PORTABLE
  /// Three active tile rows; `accumulators` holds 3 × `tileColumns` vectors.
  @inline(never)
  func accumulateTile3(_ accumulators: UnsafeMutablePointer<Float>, _ rows: TileRows) {
    var tile = InlineArray<TileSize.three, Lanes> { loadLanes(accumulators + $0 &* laneCount) }
    var input = rows.input
    var weights = rows.weights
    let end = rows.steps &* laneCount
    for _ in 0..<rows.rowCount {
      let row0 = weights
      let row1 = weights - rows.weightRowStride
      let row2 = row1 - rows.weightRowStride
      var index = 0
      repeat {
        let w0 = loadLanes(row0 + index)
        let w1 = loadLanes(row1 + index)
        let w2 = loadLanes(row2 + index)
        for column in 0..<tileColumns {
          let x = loadLanes(input + (index &+ column &* laneCount))
          tile[unchecked: column] = multiplyAdd(tile[unchecked: column], x, w0)
          let second = tileColumns &+ column
          tile[unchecked: second] = multiplyAdd(tile[unchecked: second], x, w1)
          let third = 2 &* tileColumns &+ column
          tile[unchecked: third] = multiplyAdd(tile[unchecked: third], x, w2)
        }
        index &+= laneCount
      } while index < end
      input += rows.inputRowStride
      weights += rows.weightRowStride
    }
    for slot in 0..<TileSize.three { store(tile[unchecked: slot], accumulators + slot &* laneCount) }
  }
#endif
