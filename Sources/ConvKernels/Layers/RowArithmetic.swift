/// `target += scale·(values + bias)`, row by row.
@inline(never)
func scaleAndAddRows(
  _ values: UnsafePointer<Float>, bias: UnsafePointer<Float>, scale: UnsafePointer<Float>,
  _ target: UnsafeMutablePointer<Float>, rows: Int, channels: Int
) {
  let tail = channels % laneCount
  let whole = channels &- tail
  var row = values
  var sums = target
  for _ in 0..<rows {
    var index = 0
    while index < whole {
      let value = sum(loadLanes(row + index), loadLanes(bias + index))
      store(addProduct(loadLanes(sums + index), value, loadLanes(scale + index)), sums + index)
      index &+= laneCount
    }
    if tail > 0 {
      let value = sum(loadLanes(row + whole, first: tail), loadLanes(bias + whole, first: tail))
      let old = loadLanes(sums + whole, first: tail)
      let new = addProduct(old, value, loadLanes(scale + whole, first: tail))
      store(new, sums + whole, first: tail)
    }
    row += channels
    sums += channels
  }
}

/// `output = scale·input + shift`, row by row.
@inline(never)
func scaleAndShiftRows(
  _ input: UnsafePointer<Float>, scale: UnsafePointer<Float>, shift: UnsafePointer<Float>,
  _ output: UnsafeMutablePointer<Float>, rows: Int, channels: Int
) {
  let tail = channels % laneCount
  let whole = channels &- tail
  var row = input
  var target = output
  for _ in 0..<rows {
    var index = 0
    while index < whole {
      let value = addProduct(
        loadLanes(shift + index), loadLanes(row + index), loadLanes(scale + index))
      store(value, target + index)
      index &+= laneCount
    }
    if tail > 0 {
      let value = addProduct(
        loadLanes(shift + whole, first: tail), loadLanes(row + whole, first: tail),
        loadLanes(scale + whole, first: tail))
      store(value, target + whole, first: tail)
    }
    row += channels
    target += channels
  }
}

/// Adds every row to `sums`.
@inline(never)
func sumRows(
  _ values: UnsafePointer<Float>, _ sums: UnsafeMutablePointer<Float>, rows: Int, channels: Int
) {
  let tail = channels % laneCount
  let whole = channels &- tail
  var row = values
  for _ in 0..<rows {
    var index = 0
    while index < whole {
      store(sum(loadLanes(sums + index), loadLanes(row + index)), sums + index)
      index &+= laneCount
    }
    if tail > 0 {
      let old = loadLanes(sums + whole, first: tail)
      store(sum(old, loadLanes(row + whole, first: tail)), sums + whole, first: tail)
    }
    row += channels
  }
}

/// Adds the squares of every row to `sums`.
@inline(never)
func sumSquaresOfRows(
  _ values: UnsafePointer<Float>, _ sums: UnsafeMutablePointer<Float>, rows: Int, channels: Int
) {
  let tail = channels % laneCount
  let whole = channels &- tail
  var row = values
  for _ in 0..<rows {
    var index = 0
    while index < whole {
      let value = loadLanes(row + index)
      store(addProduct(loadLanes(sums + index), value, value), sums + index)
      index &+= laneCount
    }
    if tail > 0 {
      let value = loadLanes(row + whole, first: tail)
      let old = loadLanes(sums + whole, first: tail)
      store(addProduct(old, value, value), sums + whole, first: tail)
    }
    row += channels
  }
}
