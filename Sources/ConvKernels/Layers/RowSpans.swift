/// A vector's worth of neighbouring channels: whole, or at the end of a row its first `tail` lanes.
struct LaneSpan {
  /// First channel.
  let index: Int
  /// Lanes of a part; 0 for a whole vector.
  let tail: Int

  @inline(__always)
  func load(_ row: UnsafePointer<Float>) -> Lanes {
    tail == 0 ? loadLanes(row + index) : loadLanes(row + index, first: tail)
  }

  @inline(__always)
  func put(_ value: Lanes, _ row: UnsafeMutablePointer<Float>) {
    if tail == 0 {
      store(value, row + index)
    } else {
      store(value, row + index, first: tail)
    }
  }
}

/// Calls `body` with the offset of each row of `channels` floats and each span of it.
///
/// Inlined with `body`, so that the loop over whole vectors has no test in it.
@inline(__always)
func forEachSpan(
  rows: Int, channels: Int, _ body: (_ row: Int, _ span: LaneSpan) -> Void
) {
  let tail = channels % laneCount
  let whole = channels &- tail
  var row = 0
  for _ in 0..<rows {
    var index = 0
    while index < whole {
      body(row, LaneSpan(index: index, tail: 0))
      index &+= laneCount
    }
    if tail > 0 { body(row, LaneSpan(index: whole, tail: tail)) }
    row &+= channels
  }
}
