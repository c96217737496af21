import ConvModel

/// Copies the channels that a partial convolution passes through.
struct IdentityCopy {
  let map: MapShape
  /// Images of `map` to copy, from the first.
  let images: Int
  let channels: Range<Int>
  let layout: Layout

  func run(input: UnsafePointer<Float>, output: UnsafeMutablePointer<Float>) {
    for image in 0..<images {
      switch layout {
      case .nchw:
        let offset = layout.planeOffset(map, image: image, channel: channels.lowerBound)
        (output + offset).update(from: input + offset, count: channels.count * map.pixelCount)
      case .nhwc:
        copyPixels(image: image, first: channels.lowerBound, count: channels.count, input, output)
      case .nchw16c:
        var first = channels.lowerBound
        while first < channels.upperBound {
          let blockEnd = (first / Layout.channelBlock + 1) * Layout.channelBlock
          let end = min(blockEnd, channels.upperBound)
          copyPixels(image: image, first: first, count: end - first, input, output)
          first = end
        }
      }
    }
  }

  /// Copies `count` channels that lie side by side in every pixel.
  private func copyPixels(
    image: Int, first: Int, count: Int, _ input: UnsafePointer<Float>,
    _ output: UnsafeMutablePointer<Float>
  ) {
    let stride = layout.pixelStride(map)
    var offset = layout.planeOffset(map, image: image, channel: first)
    for _ in 0..<map.pixelCount {
      (output + offset).update(from: input + offset, count: count)
      offset += stride
    }
  }
}
