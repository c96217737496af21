/// Output rows of one tile of `TapList`.
let tapTileRows = 7

/// One kept tap: where its pixels lie relative to the output's, and its weight.
struct Tap: BitwiseCopyable {
  /// Floats from an output vector's place in the first copy of the plane to the tap's input vector.
  var offset: Int32
  var weight: Float
}

/// What one call of the taps' micro-kernels reads and where it writes.
struct TapTile {
  /// First output vector in the first copy of the plane.
  var plane: UnsafePointer<Float>
  /// Floats between rows of a copy.
  var planeStride: Int
  var taps: UnsafePointer<Tap>
  var count: Int
  var bias: Float
  var output: UnsafeMutablePointer<Float>
  /// Floats between rows of the output.
  var outputStride: Int
}

/// Accumulates taps over two vectors of pixels in each of `tapTileRows` rows; the lanes hold pixels.
///
///     for each tap
///       w = weight in all lanes
///       for r in 0..<tapTileRows, v in 0..<2
///         acc[r][v] += w · plane[r · stride + offset + v · lanes ..]      one aligned load per FMA
@inline(never)
func accumulateTapPairs(_ call: TapTile) {
  var left = InlineArray<7, Lanes> { _ in Lanes(repeating: call.bias) }
  var right = left
  let stride = call.planeStride
  for index in 0..<call.count {
    let weight = Lanes(repeating: call.taps[index].weight)
    var row = call.plane + Int(call.taps[index].offset)
    for r in 0..<tapTileRows {
      left[unchecked: r] = multiplyAdd(left[unchecked: r], loadLanes(row), weight)
      right[unchecked: r] = multiplyAdd(right[unchecked: r], loadLanes(row + laneCount), weight)
      row += stride
    }
  }
  for r in 0..<tapTileRows {
    store(left[unchecked: r], call.output + r &* call.outputStride)
    store(right[unchecked: r], call.output + (r &* call.outputStride &+ laneCount))
  }
}

/// The same over one vector per row.
@inline(never)
func accumulateTaps(_ call: TapTile) {
  var tile = InlineArray<7, Lanes> { _ in Lanes(repeating: call.bias) }
  for index in 0..<call.count {
    let weight = Lanes(repeating: call.taps[index].weight)
    var row = call.plane + Int(call.taps[index].offset)
    for r in 0..<tapTileRows {
      tile[unchecked: r] = multiplyAdd(tile[unchecked: r], loadLanes(row), weight)
      row += call.planeStride
    }
  }
  for r in 0..<tapTileRows { store(tile[unchecked: r], call.output + r &* call.outputStride) }
}
