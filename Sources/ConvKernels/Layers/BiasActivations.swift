// One loop per activation: a switch inside would sit between the vectors.

/// `values += bias`.
@inline(never)
func addBias(
  _ values: UnsafeMutablePointer<Float>, bias: UnsafePointer<Float>, rows: Int, channels: Int
) {
  let tail = channels % laneCount
  let whole = channels &- tail
  var row = values
  for _ in 0..<rows {
    var index = 0
    while index < whole {
      let v = sum(loadLanes(row + index), loadLanes(bias + index))
      store(v, row + index)
      index &+= laneCount
    }
    if tail > 0 {
      let v = sum(loadLanes(row + whole, first: tail), loadLanes(bias + whole, first: tail))
      store(v, row + whole, first: tail)
    }
    row += channels
  }
}

/// `values = max(values + bias, 0)`.
@inline(never)
func addBiasReLU(
  _ values: UnsafeMutablePointer<Float>, bias: UnsafePointer<Float>, rows: Int, channels: Int
) {
  let tail = channels % laneCount
  let whole = channels &- tail
  var row = values
  for _ in 0..<rows {
    var index = 0
    while index < whole {
      let v = sum(loadLanes(row + index), loadLanes(bias + index))
      store(larger(v, Lanes.zero), row + index)
      index &+= laneCount
    }
    if tail > 0 {
      let v = sum(loadLanes(row + whole, first: tail), loadLanes(bias + whole, first: tail))
      store(larger(v, Lanes.zero), row + whole, first: tail)
    }
    row += channels
  }
}

/// `values = gelu(values + bias)`.
@inline(never)
func addBiasGELU(
  _ values: UnsafeMutablePointer<Float>, bias: UnsafePointer<Float>, rows: Int, channels: Int
) {
  let tail = channels % laneCount
  let whole = channels &- tail
  var row = values
  for _ in 0..<rows {
    var index = 0
    while index < whole {
      let v = sum(loadLanes(row + index), loadLanes(bias + index))
      store(gelu(v), row + index)
      index &+= laneCount
    }
    if tail > 0 {
      let v = sum(loadLanes(row + whole, first: tail), loadLanes(bias + whole, first: tail))
      store(gelu(v), row + whole, first: tail)
    }
    row += channels
  }
}

/// `values = sigmoid(values + bias)`.
@inline(never)
func addBiasSigmoid(
  _ values: UnsafeMutablePointer<Float>, bias: UnsafePointer<Float>, rows: Int, channels: Int
) {
  let tail = channels % laneCount
  let whole = channels &- tail
  var row = values
  for _ in 0..<rows {
    var index = 0
    while index < whole {
      let v = sum(loadLanes(row + index), loadLanes(bias + index))
      store(sigmoid(v), row + index)
      index &+= laneCount
    }
    if tail > 0 {
      let v = sum(loadLanes(row + whole, first: tail), loadLanes(bias + whole, first: tail))
      store(sigmoid(v), row + whole, first: tail)
    }
    row += channels
  }
}
