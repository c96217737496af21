/// Output rows of one tile of `TapList`: enough chains to hide the latency of the FMA.
let tapTileRows = 8

/// One kept tap: where its pixels lie relative to the output's, and its weight.
struct Tap: BitwiseCopyable {
  /// Floats from an output pixel's place in the padded plane to the tap's input pixel.
  var offset: Int32
  var weight: Float
}

/// Accumulates `taps` over one vector of pixels in each of `tapTileRows` rows; the lanes hold pixels.
///
///     for each tap
///       w = weight in all lanes
///       for r in 0..<tapTileRows: acc[r] += w · plane[r · stride + offset ..]      one load per FMA
@inline(never)
func accumulateTaps(
  _ output: UnsafeMutablePointer<Float>, outputStride: Int, plane: UnsafePointer<Float>,
  planeStride: Int, taps: UnsafePointer<Tap>, count: Int, bias: Float
) {
  var tile = InlineArray<8, Lanes> { _ in Lanes(repeating: bias) }
  for index in 0..<count {
    let weight = Lanes(repeating: taps[index].weight)
    var row = plane + Int(taps[index].offset)
    for r in 0..<tapTileRows {
      tile[unchecked: r] = multiplyAdd(tile[unchecked: r], loadLanes(row), weight)
      row += planeStride
    }
  }
  for r in 0..<tapTileRows { store(tile[unchecked: r], output + r &* outputStride) }
}
