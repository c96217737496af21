/// Moves activations between the layouts; never called inside a timed region.
package enum LayoutConversion {
  /// Copies an `nchw` tensor into `layout`; padding channels of `nchw16c` become `padding`.
  ///
  /// Allocates the result.
  package static func fromPlanes(
    _ planes: UnsafePointer<Float>, _ shape: MapShape, to layout: Layout, padding: Float = 0
  ) -> AlignedBuffer<Float> {
    let result = AlignedBuffer<Float>(repeating: padding, count: layout.elementCount(shape))
    let stride = layout.pixelStride(shape)
    forEachPlane(shape) { image, channel, plane in
      let target = result.pointer + layout.planeOffset(shape, image: image, channel: channel)
      for pixel in 0..<shape.pixelCount { target[pixel * stride] = planes[plane + pixel] }
    }
    return result
  }

  /// Copies a tensor in `layout` into `nchw` order; allocates the result.
  package static func toPlanes(
    _ tensor: UnsafePointer<Float>, _ shape: MapShape, from layout: Layout
  ) -> [Float] {
    let stride = layout.pixelStride(shape)
    var result = [Float](repeating: 0, count: shape.elementCount)
    forEachPlane(shape) { image, channel, plane in
      let source = tensor + layout.planeOffset(shape, image: image, channel: channel)
      for pixel in 0..<shape.pixelCount { result[plane + pixel] = source[pixel * stride] }
    }
    return result
  }

  private static func forEachPlane(_ shape: MapShape, _ body: (Int, Int, Int) -> Void) {
    for image in 0..<shape.batch {
      for channel in 0..<shape.channels {
        body(image, channel, (image * shape.channels + channel) * shape.pixelCount)
      }
    }
  }
}
