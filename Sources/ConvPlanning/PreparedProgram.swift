import ConvModel

/// A whole problem in one form, ready to run.
package final class PreparedProgram: PreparedKernel {
  private let kernels: [any PreparedKernel]
  private let identity: IdentityCopy?

  init(
    kernels: [any PreparedKernel], map: MapShape, convolvedChannels: Int, layout: Layout
  ) {
    self.kernels = kernels
    identity =
      convolvedChannels < map.channels
      ? IdentityCopy(map: map, channels: convolvedChannels..<map.channels, layout: layout) : nil
  }

  package var workspaceByteCount: Int { kernels.reduce(0) { $0 + $1.workspaceByteCount } }
  package var weightByteCount: Int { kernels.reduce(0) { $0 + $1.weightByteCount } }
  package var weightMemory: [UnsafeRawBufferPointer] { kernels.flatMap(\.weightMemory) }

  package var implementation: String? {
    let names = kernels.compactMap(\.implementation)
    return names.isEmpty ? nil : names.joined(separator: "+")
  }

  package func run(input: UnsafePointer<Float>, output: UnsafeMutablePointer<Float>) {
    identity?.run(input: input, output: output)
    for kernel in kernels { kernel.run(input: input, output: output) }
  }
}

/// Copies the channels that a partial convolution passes through.
private struct IdentityCopy {
  let map: MapShape
  let channels: Range<Int>
  let layout: Layout

  func run(input: UnsafePointer<Float>, output: UnsafeMutablePointer<Float>) {
    for image in 0..<map.batch {
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
