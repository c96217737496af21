/// Where a stage's channels lie in the tensors, input and output alike, that a kernel is given.
///
/// A stage may convolve a part of the channels only: the convolved ones of a partial convolution, or
/// one thread's share.
package struct TensorSlice: Hashable, Sendable {
  package let layout: Layout
  /// Extents of the whole tensor in memory.
  package let tensor: MapShape
  /// The tensor's channel that is the stage's channel 0; a multiple of the vector lanes, and of
  /// `Layout.channelBlock` where the layout has blocks.
  package let firstChannel: Int

  package init(layout: Layout, tensor: MapShape, firstChannel: Int = 0) {
    self.layout = layout
    self.tensor = tensor
    self.firstChannel = firstChannel
  }

  /// Floats between horizontally neighbouring pixels of one channel.
  package var pixelStride: Int { layout.pixelStride(tensor) }

  /// Offset of pixel (0, 0) of the stage's `channel` of `image`.
  package func planeOffset(image: Int, channel: Int) -> Int {
    layout.planeOffset(tensor, image: image, channel: firstChannel + channel)
  }
}
