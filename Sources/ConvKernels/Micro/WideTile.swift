/// One output row of `wideTileColumns` pixels, kept in registers over the whole kernel.
///
///     for r in 0..<rowCount, for dx in 0..<steps
///       w = weights[r][dx]
///       for c in 0..<wideTileColumns: acc[c] += input[r][c + dx] · w       input from memory
///     output = acc + bias
///
/// One load per FMA, so at best columns / (columns + 1) of the FMA rate where two loads and two FMAs
/// start per cycle; in return a small kernel needs one call per tile, no ramps and no accumulators in
/// memory. `call.weights` is the kernel row that meets the first input row.
@inline(never)
func convolveWideTile(
  _ output: UnsafeMutablePointer<Float>, pixelStride: Int, bias: UnsafePointer<Float>,
  _ call: TileRows
) {
  var rows = call
  var tile = WideTile { _ in .zero }
  let end = rows.steps &* laneCount
  for _ in 0..<rows.rowCount {
    var index = 0
    repeat {
      let weight = loadLanes(rows.weights + index)
      forEachWideTileColumn { column in
        let x = loadLanes(rows.input + (index &+ column &* laneCount))
        tile[unchecked: column] = multiplyAdd(tile[unchecked: column], x, weight)
      }
      index &+= laneCount
    } while index < end
    rows.advance()
  }
  let shift = loadLanes(bias)
  forEachWideTileColumn { column in
    store(tile[unchecked: column] + shift, output + column &* pixelStride)
  }
}

/// Calls `body` with every column of a wide tile, unrolled: the compiler does not unroll a loop of 28
/// vectors by itself, and indexing the tile at run time would put it into memory.
@inline(__always)
private func forEachWideTileColumn(_ body: (Int) -> Void) {
  let part = wideTileColumns / wideTileParts
  for column in 0..<part { body(column) }
  for column in 0..<part { body(part &+ column) }
  #if LKB_AVX512
    for column in 0..<part { body(2 &* part &+ column) }
    for column in 0..<part { body(3 &* part &+ column) }
  #endif
}

#if LKB_AVX512
  private let wideTileParts = 4
#else
  private let wideTileParts = 2
#endif
