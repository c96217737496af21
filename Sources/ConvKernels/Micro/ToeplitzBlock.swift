/// Pixels of an output row, and of an input row, that one Toeplitz block joins.
let toeplitzBlock = 7

/// Which distances, input minus output, of a 7 × 7 block have weights.
enum ToeplitzShape: Hashable, Sendable {
  case full
  /// Distances of at most 3, 4 or 5 either way: the block on the diagonal of a short kernel.
  case centre3, centre4, centre5
  /// The 3 … 6 lowest distances: the block before, of a short kernel.
  case low3, low4, low5, low6
  /// The 3 … 6 highest distances: the block after, of a short kernel.
  case high3, high4, high5, high6

  /// The cheapest shape that has distances `reach` of −6 … 6.
  init(_ reach: ClosedRange<Int>) {
    let (low, high) = (reach.lowerBound, reach.upperBound)
    if low <= 1 - toeplitzBlock, high <= -1 {
      self = Self.choose(max(3, high + 7), from: [.low3, .low4, .low5, .low6])
    } else if high >= toeplitzBlock - 1, low >= 1 {
      self = Self.choose(max(3, 7 - low), from: [.high3, .high4, .high5, .high6])
    } else if max(-low, high) <= 5 {
      self = Self.choose(max(3, -low, high), from: [.centre3, .centre4, .centre5])
    } else {
      self = .full
    }
  }

  /// The shape of `number` among those that begin with 3; traps where there is none.
  private static func choose(_ number: Int, from shapes: [ToeplitzShape]) -> ToeplitzShape {
    shapes[number - 3]
  }

  /// Multiply-adds per lane.
  var products: Int {
    switch self {
    case .full: 49
    // All but two triangles of 4, 3 or 2 to a side.
    case .centre3: 49 - 4 * 3
    case .centre4: 49 - 3 * 2
    case .centre5: 49 - 2 * 1
    case .low3, .high3: 6
    case .low4, .high4: 10
    case .low5, .high5: 15
    case .low6, .high6: 21
    }
  }
}

/// What one call of `accumulateToeplitz` reads: one input block and the output rows that see it.
struct ToeplitzRows {
  /// First pixel of the input block.
  var input: UnsafePointer<Float>
  /// Floats between input pixels.
  var inputStride: Int
  /// The block's 13 weights in the kernel row through which the first output row sees the input.
  var weights: UnsafePointer<Float>
  /// Floats between the kernel rows of neighbouring output rows.
  var weightRowStride: Int
  /// Floats between output rows of accumulators.
  var accumulatorRowStride: Int
  /// Output rows.
  var rowCount: Int
  var shape: ToeplitzShape
}

/// Adds the products of seven inputs with their weights to seven outputs of several rows: for each row a
/// 7 × 7 Toeplitz matrix of weights times the inputs, without building the matrix.
///
///     x[0..<7] = input
///     for r in 0..<rowCount
///       acc[0..<7] = accumulators[r]
///       for d in −6...6
///         w = weights[−r][d]                       one load for up to 7 FMAs
///         for c: acc[c] += x[c + d] · w            49 FMAs in all
///       accumulators[r] = acc
///
/// 20 loads and 7 stores for 49 FMAs whose operands are registers. The rows are independent of each
/// other, so that out-of-order execution hides the latency of each one's chains.
@inline(never)
func accumulateToeplitz(_ accumulators: UnsafeMutablePointer<Float>, _ call: ToeplitzRows) {
  switch call.shape {
  case .full: accumulate(accumulators, call, Band<0, 0>())
  case .centre3: accumulateBand(accumulators, call, Band<3, 3>())
  case .centre4: accumulateBand(accumulators, call, Band<2, 2>())
  case .centre5: accumulateBand(accumulators, call, Band<1, 1>())
  case .low3: accumulateBand(accumulators, call, Band<0, 10>())
  case .low4: accumulateBand(accumulators, call, Band<0, 9>())
  case .low5: accumulateBand(accumulators, call, Band<0, 8>())
  case .low6: accumulateBand(accumulators, call, Band<0, 7>())
  case .high3: accumulateBand(accumulators, call, Band<10, 0>())
  case .high4: accumulateBand(accumulators, call, Band<9, 0>())
  case .high5: accumulateBand(accumulators, call, Band<8, 0>())
  case .high6: accumulateBand(accumulators, call, Band<7, 0>())
  }
}

/// How many of the 13 distances are left out at the low and at the high end.
private struct Band<let low: Int, let high: Int> {}

/// Out of line: one function of all shapes is too large for the compiler to keep the tiles in registers.
@inline(never)
private func accumulateBand<let low: Int, let high: Int>(
  _ accumulators: UnsafeMutablePointer<Float>, _ call: ToeplitzRows, _ band: Band<low, high>
) {
  accumulate(accumulators, call, band)
}

@inline(__always)
private func accumulate<let low: Int, let high: Int>(
  _ accumulators: UnsafeMutablePointer<Float>, _ call: ToeplitzRows, _ band: Band<low, high>
) {
  let x = InlineArray<7, Lanes> { loadLanes(call.input + $0 &* call.inputStride) }
  var target = accumulators
  var weights = call.weights
  for _ in 0..<call.rowCount {
    var tile = InlineArray<7, Lanes> {
      $0 >= max(0, high &- 6) && $0 < min(7, 13 &- low)
        ? loadLanes(target + $0 &* laneCount) : .zero
    }
    // Written out: the trip count of the inner loop must be a constant for the tile to stay in
    // registers. From the middle outwards: in other orders the compiler fails to vectorise some bands.
    addDiagonal(0, &tile, x, weights, band)
    addDiagonal(-1, &tile, x, weights, band)
    addDiagonal(-2, &tile, x, weights, band)
    addDiagonal(-3, &tile, x, weights, band)
    addDiagonal(-4, &tile, x, weights, band)
    addDiagonal(-5, &tile, x, weights, band)
    addDiagonal(-6, &tile, x, weights, band)
    addDiagonal(1, &tile, x, weights, band)
    addDiagonal(2, &tile, x, weights, band)
    addDiagonal(3, &tile, x, weights, band)
    addDiagonal(4, &tile, x, weights, band)
    addDiagonal(5, &tile, x, weights, band)
    addDiagonal(6, &tile, x, weights, band)
    for column in max(0, high &- 6)..<min(7, 13 &- low) {
      store(tile[unchecked: column], target + column &* laneCount)
    }
    target += call.accumulatorRowStride
    weights -= call.weightRowStride
  }
}

/// Adds the products of one distance between output and input to the tile.
@inline(__always)
private func addDiagonal<let low: Int, let high: Int>(
  _ distance: Int, _ tile: inout InlineArray<7, Lanes>, _ x: InlineArray<7, Lanes>,
  _ weights: UnsafePointer<Float>, _ band: Band<low, high>
) {
  if distance < low &- 6 || distance > 6 &- high { return }
  let w = loadLanes(weights + (distance &+ toeplitzBlock &- 1) &* laneCount)
  for column in max(0, -distance)..<min(toeplitzBlock, toeplitzBlock &- distance) {
    tile[unchecked: column] = multiplyAdd(
      tile[unchecked: column], x[unchecked: column &+ distance], w)
  }
}
