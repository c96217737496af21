/// What one call of a register tile reads: consecutive input rows and the kernel rows they meet.
///
/// Row q of the tile sees an input row through the kernel row before row q − 1's:
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
/// The accumulators live in memory between calls and in registers within one. The functions are kept
/// out of line, because in one body with its callers the register allocator spills accumulators into
/// the inner loop.
struct TileRows {
  var input: UnsafePointer<Float>
  /// Floats between input rows.
  var inputRowStride: Int
  /// Kernel row of the tile's first row at the first input row, at the first kernel column.
  var weights: UnsafePointer<Float>
  /// Floats between kernel rows.
  var weightRowStride: Int
  var rowCount: Int
  /// Kernel columns, at least 1.
  var steps: Int

  @inline(__always)
  mutating func advance() {
    input += inputRowStride
    weights += weightRowStride
  }
}

/// One tile row; `accumulators` holds `tileColumns` vectors.
///
/// Even and odd kernel columns have accumulators of their own: one row alone is too few chains to hide
/// the latency of the FMA.
@inline(never)
func accumulateTile1(_ accumulators: UnsafeMutablePointer<Float>, _ call: TileRows) {
  var rows = call
  var even = Tile1 { loadLanes(accumulators + $0 &* laneCount) }
  var odd = Tile1 { _ in .zero }
  let pairs = rows.steps / 2
  for _ in 0..<rows.rowCount {
    var index = 0
    for _ in 0..<pairs {
      let w0 = loadLanes(rows.weights + index)
      let w1 = loadLanes(rows.weights + (index &+ laneCount))
      var x = loadLanes(rows.input + index)
      for column in 0..<tileColumns {
        let next = loadLanes(rows.input + (index &+ (column &+ 1) &* laneCount))
        even[unchecked: column] = multiplyAdd(even[unchecked: column], x, w0)
        odd[unchecked: column] = multiplyAdd(odd[unchecked: column], next, w1)
        x = next
      }
      index &+= 2 &* laneCount
    }
    if rows.steps & 1 == 1 {
      let w0 = loadLanes(rows.weights + index)
      for column in 0..<tileColumns {
        let x = loadLanes(rows.input + (index &+ column &* laneCount))
        even[unchecked: column] = multiplyAdd(even[unchecked: column], x, w0)
      }
    }
    rows.advance()
  }
  for slot in 0..<tileColumns {
    store(even[unchecked: slot] + odd[unchecked: slot], accumulators + slot &* laneCount)
  }
}

/// Two tile rows; `accumulators` holds 2 × `tileColumns` vectors.
@inline(never)
func accumulateTile2(_ accumulators: UnsafeMutablePointer<Float>, _ call: TileRows) {
  var rows = call
  var tile = Tile2 { loadLanes(accumulators + $0 &* laneCount) }
  let end = rows.steps &* laneCount
  for _ in 0..<rows.rowCount {
    let row1 = rows.weights - rows.weightRowStride
    var index = 0
    repeat {
      let w0 = loadLanes(rows.weights + index)
      let w1 = loadLanes(row1 + index)
      for column in 0..<tileColumns {
        let x = loadLanes(rows.input + (index &+ column &* laneCount))
        tile[unchecked: column] = multiplyAdd(tile[unchecked: column], x, w0)
        let second = tileColumns &+ column
        tile[unchecked: second] = multiplyAdd(tile[unchecked: second], x, w1)
      }
      index &+= laneCount
    } while index < end
    rows.advance()
  }
  for slot in 0..<2 &* tileColumns {
    store(tile[unchecked: slot], accumulators + slot &* laneCount)
  }
}

#if !LKB_PORTABLE
  /// Three tile rows; `accumulators` holds 3 × `tileColumns` vectors.
  @inline(never)
  func accumulateTile3(_ accumulators: UnsafeMutablePointer<Float>, _ call: TileRows) {
    var rows = call
    var tile = Tile3 { loadLanes(accumulators + $0 &* laneCount) }
    let end = rows.steps &* laneCount
    for _ in 0..<rows.rowCount {
      let row1 = rows.weights - rows.weightRowStride
      let row2 = row1 - rows.weightRowStride
      var index = 0
      repeat {
        let w0 = loadLanes(rows.weights + index)
        let w1 = loadLanes(row1 + index)
        let w2 = loadLanes(row2 + index)
        for column in 0..<tileColumns {
          let x = loadLanes(rows.input + (index &+ column &* laneCount))
          tile[unchecked: column] = multiplyAdd(tile[unchecked: column], x, w0)
          let second = tileColumns &+ column
          tile[unchecked: second] = multiplyAdd(tile[unchecked: second], x, w1)
          let third = 2 &* tileColumns &+ column
          tile[unchecked: third] = multiplyAdd(tile[unchecked: third], x, w2)
        }
        index &+= laneCount
      } while index < end
      rows.advance()
    }
    for slot in 0..<3 &* tileColumns {
      store(tile[unchecked: slot], accumulators + slot &* laneCount)
    }
  }
#endif
