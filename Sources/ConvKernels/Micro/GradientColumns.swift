/// Kernel columns of the tile of `accumulateGradientColumns`.
let gradientColumns = 5
/// Pixels of the output's gradient held in registers: 2·5 accumulators, 4 of these and an input of 16
/// registers.
let gradientTaps = 4

/// What one call of the narrow weight gradient's micro-kernel reads.
struct GradientRows {
  /// The input that meets the gradient's first pixel at the tile's first kernel column, for the upper and
  /// for the lower of two kernel rows.
  var upper: UnsafePointer<Float>
  var lower: UnsafePointer<Float>
  /// First pixel of the output's gradient.
  var gradient: UnsafePointer<Float>
  /// Floats between rows of all three.
  var rowStride: Int
  var rowCount: Int
  /// Chunks of `gradientTaps` pixels per row.
  var chunkCount: Int
}

/// Adds to the weight gradient of 2 kernel rows × 5 columns.
///
///     for each row, for each chunk of 4 pixels
///       g[0..<4] = output gradient
///       for i in 0..<8
///         x = upper[i];  for j: acc[0][i − j] += x · g[j]
///         x = lower[i];  for j: acc[1][i − j] += x · g[j]
///
/// 20 loads for 40 FMAs on ten chains that stay in registers over all rows.
@inline(never)
func accumulateGradientColumns(_ accumulators: UnsafeMutablePointer<Float>, _ call: GradientRows) {
  var first = GradientTile { loadLanes(accumulators + $0 &* laneCount) }
  var second = GradientTile { loadLanes(accumulators + (gradientColumns &+ $0) &* laneCount) }
  var upperRow = call.upper
  var lowerRow = call.lower
  var gradientRow = call.gradient
  for _ in 0..<call.rowCount {
    var upper = upperRow
    var lower = lowerRow
    var gradient = gradientRow
    for _ in 0..<call.chunkCount {
      let g = InlineArray<4, Lanes> { loadLanes(gradient + $0 &* laneCount) }
      addChunk(&first, upper, g)
      addChunk(&second, lower, g)
      upper += gradientTaps &* laneCount
      lower += gradientTaps &* laneCount
      gradient += gradientTaps &* laneCount
    }
    upperRow += call.rowStride
    lowerRow += call.rowStride
    gradientRow += call.rowStride
  }
  for column in 0..<gradientColumns {
    store(first[unchecked: column], accumulators + column &* laneCount)
    store(second[unchecked: column], accumulators + (gradientColumns &+ column) &* laneCount)
  }
}

private typealias GradientTile = InlineArray<5, Lanes>

@inline(__always)
private func addChunk(
  _ tile: inout GradientTile, _ input: UnsafePointer<Float>, _ gradient: InlineArray<4, Lanes>
) {
  // Written out: only constant indices keep the tile in registers.
  addPixel(0, &tile, input, gradient)
  addPixel(1, &tile, input, gradient)
  addPixel(2, &tile, input, gradient)
  addPixel(3, &tile, input, gradient)
  addPixel(4, &tile, input, gradient)
  addPixel(5, &tile, input, gradient)
  addPixel(6, &tile, input, gradient)
  addPixel(7, &tile, input, gradient)
}

@inline(__always)
private func addPixel(
  _ pixel: Int, _ tile: inout GradientTile, _ input: UnsafePointer<Float>,
  _ gradient: InlineArray<4, Lanes>
) {
  let x = loadLanes(input + pixel &* laneCount)
  for column in max(0, pixel &- (gradientTaps &- 1))..<min(gradientColumns, pixel &+ 1) {
    tile[unchecked: column] = multiplyAdd(
      tile[unchecked: column], x, gradient[unchecked: pixel &- column])
  }
}
