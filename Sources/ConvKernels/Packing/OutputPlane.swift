/// Where a lane group's outputs go: in the tensor itself where its pixels hold whole vectors, else in
/// a staged plane.
struct OutputPlane {
  var base: UnsafeMutablePointer<Float>
  /// Floats between neighbouring pixels.
  var pixelStride: Int
  /// Floats between neighbouring rows.
  var rowStride: Int
  /// Adds to what is there.
  var accumulates: Bool

  /// Writes (or adds) one pixel's lanes.
  @inline(__always)
  func put(_ value: Lanes, y: Int, x: Int) {
    let target = base + (y &* rowStride &+ x &* pixelStride)
    store(accumulates ? loadLanes(target) + value : value, target)
  }
}
