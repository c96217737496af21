/// Copies `count` vectors that lie `sourceStride` and `targetStride` floats apart.
@inline(never)
func copyPixels(
  _ target: UnsafeMutablePointer<Float>, stride targetStride: Int,
  from source: UnsafePointer<Float>, stride sourceStride: Int, count: Int
) {
  var to = target
  var from = source
  for _ in 0..<count {
    store(loadLanes(from), to)
    to += targetStride
    from += sourceStride
  }
}

/// As `copyPixels`, adding to what is there.
@inline(never)
func addPixels(
  _ target: UnsafeMutablePointer<Float>, stride targetStride: Int,
  from source: UnsafePointer<Float>, stride sourceStride: Int, count: Int
) {
  var to = target
  var from = source
  for _ in 0..<count {
    store(loadLanes(to) + loadLanes(from), to)
    to += targetStride
    from += sourceStride
  }
}

/// As `copyPixels`, but writes (or adds to) only the lanes `kept` of each target vector; the others are
/// read and written back.
@inline(never)
func mergePixels(
  _ target: UnsafeMutablePointer<Float>, stride targetStride: Int,
  from source: UnsafePointer<Float>, stride sourceStride: Int, count: Int, kept: Range<Int>,
  accumulates: Bool
) {
  var to = target
  var from = source
  var mask = SIMDMask<Lanes.MaskStorage>(repeating: false)
  for lane in kept { mask[lane] = true }
  for _ in 0..<count {
    let old = loadLanes(to)
    let new = loadLanes(from)
    store(old.replacing(with: accumulates ? old + new : new, where: mask), to)
    to += targetStride
    from += sourceStride
  }
}

/// Copies two neighbouring lane groups of each pixel into two planes: both halves of a cache line while
/// it is at hand.
@inline(never)
func splitPixels(
  _ first: UnsafeMutablePointer<Float>, _ second: UnsafeMutablePointer<Float>,
  from source: UnsafePointer<Float>, stride sourceStride: Int, count: Int
) {
  var index = 0
  var from = source
  for _ in 0..<count {
    store(loadLanes(from), first + index)
    store(loadLanes(from + laneCount), second + index)
    from += sourceStride
    index &+= laneCount
  }
}

/// Writes the same vector to `count` neighbouring pixels.
@inline(never)
func fillPixels(_ target: UnsafeMutablePointer<Float>, with value: Lanes, count: Int) {
  var to = target
  for _ in 0..<count {
    store(value, to)
    to += laneCount
  }
}
