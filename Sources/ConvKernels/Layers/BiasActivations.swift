// One loop per activation: a switch inside would sit between the vectors.

/// `values += bias`.
@inline(never)
func addBias(
  _ values: UnsafeMutablePointer<Float>, bias: UnsafePointer<Float>, rows: Int, channels: Int
) {
  activate(values, bias, rows, channels) { $0 }
}

/// `values = max(values + bias, 0)`.
@inline(never)
func addBiasReLU(
  _ values: UnsafeMutablePointer<Float>, bias: UnsafePointer<Float>, rows: Int, channels: Int
) {
  activate(values, bias, rows, channels) { larger($0, Lanes.zero) }
}

/// `values = gelu(values + bias)`.
@inline(never)
func addBiasGELU(
  _ values: UnsafeMutablePointer<Float>, bias: UnsafePointer<Float>, rows: Int, channels: Int
) {
  activate(values, bias, rows, channels) { gelu($0) }
}

/// `values = sigmoid(values + bias)`.
@inline(never)
func addBiasSigmoid(
  _ values: UnsafeMutablePointer<Float>, bias: UnsafePointer<Float>, rows: Int, channels: Int
) {
  activate(values, bias, rows, channels) { sigmoid($0) }
}

@inline(__always)
private func activate(
  _ values: UnsafeMutablePointer<Float>, _ bias: UnsafePointer<Float>, _ rows: Int,
  _ channels: Int, _ function: (Lanes) -> Lanes
) {
  forEachSpan(rows: rows, channels: channels) { row, span in
    span.put(function(sum(span.load(values + row), span.load(bias))), values + row)
  }
}
