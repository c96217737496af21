/// Extents of an activation tensor: `batch` images of `channels` maps of `height` × `width` pixels.
///
/// Short names inside kernels: n (image), c (channel), y x (output pixel), ky kx (kernel tap).
package struct MapShape: Hashable, Sendable {
  package var batch: Int
  package var channels: Int
  package var height: Int
  package var width: Int

  package init(batch: Int = 1, channels: Int, height: Int, width: Int) {
    self.batch = batch
    self.channels = channels
    self.height = height
    self.width = width
  }

  /// Elements of the tensor without layout padding.
  package var elementCount: Int { batch * channels * height * width }

  /// Pixels of one map.
  package var pixelCount: Int { height * width }
}

extension MapShape: CustomStringConvertible {
  /// `C×H×W`, as `--shape` takes it, with the batch in front when it is not 1.
  package var description: String {
    (batch == 1 ? "" : "\(batch)x") + "\(channels)x\(height)x\(width)"
  }
}
