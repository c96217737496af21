/// Pixels of an output row, and of an input row, that one Toeplitz block holds in registers.
let toeplitzBlock = 7

/// What one call of `accumulateToeplitz` reads.
struct ToeplitzRows {
  /// First input block of the first input row.
  var input: UnsafePointer<Float>
  /// Floats between input rows.
  var inputRowStride: Int
  /// The first input block's 13 weights in the kernel row that meets the first input row.
  var weights: UnsafePointer<Float>
  /// Floats between kernel rows.
  var weightRowStride: Int
  var rowCount: Int
  /// Neighbouring input blocks per row; the weights of the next lie `toeplitzBlock` further.
  var blockCount: Int
}

/// Adds the products of one distance between output and input, `index` − 6, to the tile.
@inline(__always)
private func addDiagonal(
  _ index: Int, _ tile: inout InlineArray<7, Lanes>, _ x: InlineArray<7, Lanes>,
  _ weights: UnsafePointer<Float>
) {
  let shift = index &- (toeplitzBlock &- 1)
  let w = loadLanes(weights + index &* laneCount)
  for column in max(0, -shift)..<min(toeplitzBlock, toeplitzBlock &- shift) {
    tile[unchecked: column] = multiplyAdd(
      tile[unchecked: column], x[unchecked: column &+ shift], w)
  }
}

/// Seven outputs of one row from seven inputs of each row and block: a 7 × 7 Toeplitz matrix of weights
/// times the inputs, without building the matrix.
///
///     for r in 0..<rowCount, for b in 0..<blockCount
///       x[0..<7] = input[r][b]
///       for d in −6...6
///         w = weights[r][b + d]                    one load for up to 7 FMAs
///         for c: acc[c] += x[c + d] · w            49 FMAs in all, all operands in registers
///     output = acc + bias
///
/// 20 loads for 49 FMAs. Seven chains keep two FMA units of latency 4 busy seven eighths of the time.
@inline(never)
func accumulateToeplitz(
  _ output: UnsafeMutablePointer<Float>, pixelStride: Int, bias: UnsafePointer<Float>,
  _ call: ToeplitzRows
) {
  var tile = InlineArray<7, Lanes> { _ in .zero }
  var inputRow = call.input
  var weightRow = call.weights
  for _ in 0..<call.rowCount {
    var input = inputRow
    var weights = weightRow
    for _ in 0..<call.blockCount {
      let x = InlineArray<7, Lanes> { loadLanes(input + $0 &* laneCount) }
      // Written out: the trip count of the inner loop must be a constant for the tile to stay in
      // registers.
      addDiagonal(0, &tile, x, weights)
      addDiagonal(1, &tile, x, weights)
      addDiagonal(2, &tile, x, weights)
      addDiagonal(3, &tile, x, weights)
      addDiagonal(4, &tile, x, weights)
      addDiagonal(5, &tile, x, weights)
      addDiagonal(6, &tile, x, weights)
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
  let shift = loadLanes(bias)
  for column in 0..<toeplitzBlock {
    store(tile[unchecked: column] + shift, output + column &* pixelStride)
  }
}
