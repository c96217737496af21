import ConvModel

/// Takes the gradient of a lane group apart into the planes of its channels.
struct GradientUnpacking {
  let shape: DepthwiseShape
  /// Kernel rows and columns on each side that the accumulators lack: their gradient is 0.
  let cropY: Int
  let cropX: Int
  /// Floats between kernel rows of the accumulators.
  let rowFloats: Int
  /// Floats from the accumulators to a second copy, to be added; 0 for none.
  let copyFloats: Int

  /// Writes [channel][ky][kx] of the group's `channelCount` channels from [ky][kx][lane].
  func write(
    _ target: UnsafeMutablePointer<Float>, group: Int, channelCount: Int,
    from accumulators: UnsafePointer<Float>
  ) {
    let (height, width) = (shape.kernelHeight, shape.kernelWidth)
    for lane in 0..<channelCount {
      let plane = target + (group &* laneCount &+ lane) &* height &* width
      if cropY > 0 || cropX > 0 { plane.update(repeating: 0, count: height &* width) }
      for row in 0..<height &- 2 &* cropY {
        var to = plane + ((row &+ cropY) &* width &+ cropX)
        var from = accumulators + (row &* rowFloats &+ lane)
        for _ in 0..<width &- 2 &* cropX {
          to.pointee = copyFloats == 0 ? from.pointee : from.pointee + from[copyFloats]
          to += 1
          from += laneCount
        }
      }
    }
  }
}
