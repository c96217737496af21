/// Columns of the vertical bars that `Cross` takes.
let stripeColumns = 5

/// What one call of a stripe's micro-kernel reads: rows of seven outputs' inputs and the weights they meet.
///
/// The tile of seven accumulators lives in memory between calls and in registers within one.
struct StripeRows {
  /// First input pixel of the first input row.
  var input: UnsafePointer<Float>
  /// Floats between input rows.
  var inputRowStride: Int
  /// The first input row's weights.
  var weights: UnsafePointer<Float>
  /// Floats between rows of weights.
  var weightRowStride: Int
  var rowCount: Int
}

/// Seven outputs of one row from a vertical bar five columns wide.
///
///     for r in 0..<rowCount
///       w[0..<5] = weights[r]
///       for j in 0..<11
///         x = input[r][j]                       one load for up to 5 FMAs
///         for dx: acc[j − dx] += x · w[dx]      35 FMAs in all
///
/// 16 loads for 35 FMAs; no tap is multiplied that the bar does not have.
@inline(never)
func accumulateStripe(_ accumulators: UnsafeMutablePointer<Float>, _ call: StripeRows) {
  var tile = StripeTile { loadLanes(accumulators + $0 &* laneCount) }
  var input = call.input
  var weights = call.weights
  for _ in 0..<call.rowCount {
    let w = InlineArray<5, Lanes> { loadLanes(weights + $0 &* laneCount) }
    addColumn(0, &tile, input, w)
    addColumn(1, &tile, input, w)
    addColumn(2, &tile, input, w)
    addColumn(3, &tile, input, w)
    addColumn(4, &tile, input, w)
    addColumn(5, &tile, input, w)
    addColumn(6, &tile, input, w)
    addColumn(7, &tile, input, w)
    addColumn(8, &tile, input, w)
    addColumn(9, &tile, input, w)
    addColumn(10, &tile, input, w)
    input += call.inputRowStride
    weights += call.weightRowStride
  }
  for slot in 0..<toeplitzBlock { store(tile[unchecked: slot], accumulators + slot &* laneCount) }
}

/// Adds the products of one input pixel of the band to the outputs that see it.
@inline(__always)
private func addColumn(
  _ index: Int, _ tile: inout StripeTile, _ input: UnsafePointer<Float>,
  _ weights: InlineArray<5, Lanes>
) {
  let x = loadLanes(input + index &* laneCount)
  for column in max(0, index &- (stripeColumns &- 1))..<min(toeplitzBlock, index &+ 1) {
    tile[unchecked: column] = multiplyAdd(
      tile[unchecked: column], x, weights[unchecked: index &- column])
  }
}

typealias StripeTile = InlineArray<7, Lanes>

/// Seven outputs of one row from `blockCount` whole blocks of a horizontal bar: 49 FMAs per row and
/// block; the inputs and weights of the next block lie seven further.
@inline(never)
func accumulateBlocks(
  _ accumulators: UnsafeMutablePointer<Float>, blockCount: Int, _ call: StripeRows
) {
  var tile = StripeTile { loadLanes(accumulators + $0 &* laneCount) }
  var inputRow = call.input
  var weightRow = call.weights
  for _ in 0..<call.rowCount {
    var input = inputRow
    var weights = weightRow
    for _ in 0..<blockCount {
      let x = StripeTile { loadLanes(input + $0 &* laneCount) }
      addNearDiagonals(&tile, x, weights)
      addDiagonal(7, &tile, x, weights)
      addDiagonal(8, &tile, x, weights)
      addDiagonal(9, &tile, x, weights)
      addDiagonal(10, &tile, x, weights)
      addDiagonal(11, &tile, x, weights)
      addDiagonal(12, &tile, x, weights)
      input += toeplitzBlock &* laneCount
      weights += toeplitzBlock &* laneCount
    }
    inputRow += call.inputRowStride
    weightRow += call.weightRowStride
  }
  for slot in 0..<toeplitzBlock { store(tile[unchecked: slot], accumulators + slot &* laneCount) }
}

/// The same from the last block on the right, of which only distances up to the block's first pixel
/// have weights: 28 FMAs per row.
@inline(never)
func accumulateRightEnd(_ accumulators: UnsafeMutablePointer<Float>, _ call: StripeRows) {
  var tile = StripeTile { loadLanes(accumulators + $0 &* laneCount) }
  var input = call.input
  var weights = call.weights
  for _ in 0..<call.rowCount {
    let x = StripeTile { loadLanes(input + $0 &* laneCount) }
    addNearDiagonals(&tile, x, weights)
    input += call.inputRowStride
    weights += call.weightRowStride
  }
  for slot in 0..<toeplitzBlock { store(tile[unchecked: slot], accumulators + slot &* laneCount) }
}

/// The same from the last block on the left.
@inline(never)
func accumulateLeftEnd(_ accumulators: UnsafeMutablePointer<Float>, _ call: StripeRows) {
  var tile = StripeTile { loadLanes(accumulators + $0 &* laneCount) }
  var input = call.input
  var weights = call.weights
  for _ in 0..<call.rowCount {
    let x = StripeTile { loadLanes(input + $0 &* laneCount) }
    addDiagonal(6, &tile, x, weights)
    addDiagonal(7, &tile, x, weights)
    addDiagonal(8, &tile, x, weights)
    addDiagonal(9, &tile, x, weights)
    addDiagonal(10, &tile, x, weights)
    addDiagonal(11, &tile, x, weights)
    addDiagonal(12, &tile, x, weights)
    input += call.inputRowStride
    weights += call.weightRowStride
  }
  for slot in 0..<toeplitzBlock { store(tile[unchecked: slot], accumulators + slot &* laneCount) }
}

@inline(__always)
private func addNearDiagonals(
  _ tile: inout StripeTile, _ x: StripeTile, _ weights: UnsafePointer<Float>
) {
  addDiagonal(0, &tile, x, weights)
  addDiagonal(1, &tile, x, weights)
  addDiagonal(2, &tile, x, weights)
  addDiagonal(3, &tile, x, weights)
  addDiagonal(4, &tile, x, weights)
  addDiagonal(5, &tile, x, weights)
  addDiagonal(6, &tile, x, weights)
}

/// Adds the products of one distance between output and input, `index` − 6, to the tile.
@inline(__always)
private func addDiagonal(
  _ index: Int, _ tile: inout StripeTile, _ x: StripeTile, _ weights: UnsafePointer<Float>
) {
  let shift = index &- (toeplitzBlock &- 1)
  let w = loadLanes(weights + index &* laneCount)
  for column in max(0, -shift)..<min(toeplitzBlock, toeplitzBlock &- shift) {
    tile[unchecked: column] = multiplyAdd(
      tile[unchecked: column], x[unchecked: column &+ shift], w)
  }
}
