/// Taps of a small depthwise convolution that touch the map from one output pixel.
struct TapWindow {
  /// Pixel of the first tap inside the map, channel 0.
  var input: UnsafePointer<Float>
  /// Weights of that tap, channel 0.
  var weights: UnsafePointer<Float>
  var rows: Int
  var columns: Int
  /// Floats between input rows, and between rows of the kernel.
  var inputRowStride: Int
  var weightRowStride: Int
}

/// One output pixel: bias plus the products of every tap, channel by channel.
///
/// A stride leaves neighbouring outputs few inputs in common, so nothing is kept in registers between
/// pixels; the taps of a 3×3 kernel stay in L1.
@inline(never)
func convolvePixel(
  _ window: TapWindow, bias: UnsafePointer<Float>, _ output: UnsafeMutablePointer<Float>,
  channels: Int
) {
  let tail = channels % laneCount
  let whole = channels &- tail
  var index = 0
  while index < whole {
    var value = loadLanes(bias + index)
    for row in 0..<window.rows {
      var source = window.input + (row &* window.inputRowStride &+ index)
      var weight = window.weights + (row &* window.weightRowStride &+ index)
      for _ in 0..<window.columns {
        value = addProduct(value, loadLanes(source), loadLanes(weight))
        source += channels
        weight += channels
      }
    }
    store(value, output + index)
    index &+= laneCount
  }
  guard tail > 0 else { return }
  var value = loadLanes(bias + whole, first: tail)
  for row in 0..<window.rows {
    var source = window.input + (row &* window.inputRowStride &+ whole)
    var weight = window.weights + (row &* window.weightRowStride &+ whole)
    for _ in 0..<window.columns {
      value = addProduct(value, loadLanes(source, first: tail), loadLanes(weight, first: tail))
      source += channels
      weight += channels
    }
  }
  store(value, output + whole, first: tail)
}
