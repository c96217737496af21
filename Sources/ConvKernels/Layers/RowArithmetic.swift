/// `target += scale·(values + bias)`, row by row.
@inline(never)
func scaleAndAddRows(
  _ values: UnsafePointer<Float>, bias: UnsafePointer<Float>, scale: UnsafePointer<Float>,
  _ target: UnsafeMutablePointer<Float>, rows: Int, channels: Int
) {
  forEachSpan(rows: rows, channels: channels) { row, span in
    let value = sum(span.load(values + row), span.load(bias))
    span.put(addProduct(span.load(target + row), value, span.load(scale)), target + row)
  }
}

/// `output = scale·input + shift`, row by row.
@inline(never)
func scaleAndShiftRows(
  _ input: UnsafePointer<Float>, scale: UnsafePointer<Float>, shift: UnsafePointer<Float>,
  _ output: UnsafeMutablePointer<Float>, rows: Int, channels: Int
) {
  forEachSpan(rows: rows, channels: channels) { row, span in
    let value = addProduct(span.load(shift), span.load(input + row), span.load(scale))
    span.put(value, output + row)
  }
}

/// Adds every row to `sums`.
@inline(never)
func sumRows(
  _ values: UnsafePointer<Float>, _ sums: UnsafeMutablePointer<Float>, rows: Int, channels: Int
) {
  forEachSpan(rows: rows, channels: channels) { row, span in
    span.put(sum(span.load(sums), span.load(values + row)), sums)
  }
}

/// Adds the squares of every row to `sums`.
@inline(never)
func sumSquaresOfRows(
  _ values: UnsafePointer<Float>, _ sums: UnsafeMutablePointer<Float>, rows: Int, channels: Int
) {
  forEachSpan(rows: rows, channels: channels) { row, span in
    let value = span.load(values + row)
    span.put(addProduct(span.load(sums), value, value), sums)
  }
}
