/// `target[i] = left[i] + right[i]` over `pixels` pixels; `target` may be `left`.
@inline(never)
func addRows(
  _ target: UnsafeMutablePointer<Float>, _ left: UnsafePointer<Float>,
  _ right: UnsafePointer<Float>, pixels: Int
) {
  var index = 0
  let end = pixels &* laneCount
  while index < end {
    store(loadLanes(left + index) + loadLanes(right + index), target + index)
    index &+= laneCount
  }
}

/// Pixels of one row of sums made from two others, as offsets in floats from a common origin.
struct SumSpan: BitwiseCopyable {
  var target: Int32
  var left: Int32
  var right: Int32
  var pixels: Int32
}

/// Makes all `spans` in order; later ones read what earlier ones wrote.
@inline(never)
func addSpans(_ origin: UnsafeMutablePointer<Float>, _ spans: UnsafePointer<SumSpan>, count: Int) {
  for index in 0..<count {
    var target = origin + Int(spans[index].target)
    var left = UnsafePointer(origin) + Int(spans[index].left)
    var right = UnsafePointer(origin) + Int(spans[index].right)
    var pixels = spans[index].pixels
    while pixels >= 4 {
      // Loads before stores: no span writes within four pixels ahead of where it reads.
      let s0 = loadLanes(left) + loadLanes(right)
      let s1 = loadLanes(left + laneCount) + loadLanes(right + laneCount)
      let s2 = loadLanes(left + 2 &* laneCount) + loadLanes(right + 2 &* laneCount)
      let s3 = loadLanes(left + 3 &* laneCount) + loadLanes(right + 3 &* laneCount)
      store(s0, target)
      store(s1, target + laneCount)
      store(s2, target + 2 &* laneCount)
      store(s3, target + 3 &* laneCount)
      target += 4 &* laneCount
      left += 4 &* laneCount
      right += 4 &* laneCount
      pixels &-= 4
    }
    while pixels > 0 {
      store(loadLanes(left) + loadLanes(right), target)
      target += laneCount
      left += laneCount
      right += laneCount
      pixels &-= 1
    }
  }
}
