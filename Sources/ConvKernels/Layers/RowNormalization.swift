// Two passes for the moments and one to write, all over a row that lies in L1: the squares are of
// deviations from the mean, so that nothing cancels.

/// Layer normalisation of `rows` rows (see `LayerKernels.normalize`).
@inline(never)
func normalizeRows(
  _ input: UnsafePointer<Float>, _ output: UnsafeMutablePointer<Float>, rows: Int, channels: Int,
  gamma: UnsafePointer<Float>, beta: UnsafePointer<Float>, epsilon: Float
) {
  let tail = channels % laneCount
  let whole = channels &- tail
  let tailOnes = onesInFirst(tail)
  let shares = Lanes(repeating: 1 / Float(channels))
  let epsilons = Lanes(repeating: epsilon)
  var row = input
  var target = output
  for _ in 0..<rows {
    let means = Lanes(repeating: sumOfRow(row, whole: whole, tail: tail, times: shares))
    let variance = squaresOfRow(
      row, whole: whole, tail: tail, means, tailMeans: product(tailOnes, means), times: shares)
    let scale = quotient(
      Lanes(repeating: 1), squareRoot(sum(Lanes(repeating: variance), epsilons)))
    forEachSpan(rows: 1, channels: channels) { _, span in
      let unit = product(difference(span.load(row), means), scale)
      span.put(addProduct(span.load(beta), unit, span.load(gamma)), target)
    }
    row += channels
    target += channels
  }
}

/// Sum of a row of `whole` + `tail` floats, times `factor`.
@inline(__always)
private func sumOfRow(
  _ row: UnsafePointer<Float>, whole: Int, tail: Int, times factor: Lanes
) -> Float {
  var s0 = Lanes.zero
  var s1 = Lanes.zero
  var s2 = Lanes.zero
  var s3 = Lanes.zero
  var index = 0
  while index &+ 4 &* laneCount <= whole {
    s0 = sum(s0, loadLanes(row + index))
    s1 = sum(s1, loadLanes(row + (index &+ laneCount)))
    s2 = sum(s2, loadLanes(row + (index &+ 2 &* laneCount)))
    s3 = sum(s3, loadLanes(row + (index &+ 3 &* laneCount)))
    index &+= 4 &* laneCount
  }
  while index < whole {
    s0 = sum(s0, loadLanes(row + index))
    index &+= laneCount
  }
  if tail > 0 { s1 = sum(s1, loadLanes(row + whole, first: tail)) }
  return horizontalSum(product(sum(sum(s0, s1), sum(s2, s3)), factor))
}

/// Sum of the squared deviations of a row, times `factor`; `tailMeans` is 0 in the lanes after the last channel.
@inline(__always)
private func squaresOfRow(
  _ row: UnsafePointer<Float>, whole: Int, tail: Int, _ means: Lanes, tailMeans: Lanes,
  times factor: Lanes
) -> Float {
  var s0 = Lanes.zero
  var s1 = Lanes.zero
  var s2 = Lanes.zero
  var s3 = Lanes.zero
  var index = 0
  while index &+ 4 &* laneCount <= whole {
    let d0 = difference(loadLanes(row + index), means)
    let d1 = difference(loadLanes(row + (index &+ laneCount)), means)
    let d2 = difference(loadLanes(row + (index &+ 2 &* laneCount)), means)
    let d3 = difference(loadLanes(row + (index &+ 3 &* laneCount)), means)
    s0 = addProduct(s0, d0, d0)
    s1 = addProduct(s1, d1, d1)
    s2 = addProduct(s2, d2, d2)
    s3 = addProduct(s3, d3, d3)
    index &+= 4 &* laneCount
  }
  while index < whole {
    let d = difference(loadLanes(row + index), means)
    s0 = addProduct(s0, d, d)
    index &+= laneCount
  }
  if tail > 0 {
    let d = difference(loadLanes(row + whole, first: tail), tailMeans)
    s1 = addProduct(s1, d, d)
  }
  return horizontalSum(product(sum(sum(s0, s1), sum(s2, s3)), factor))
}
