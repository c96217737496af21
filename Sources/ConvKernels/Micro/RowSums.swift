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
