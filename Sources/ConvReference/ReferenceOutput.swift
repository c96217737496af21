package import ConvModel

/// The reference's output, `nchw`.
package struct ReferenceOutput: Sendable {
  package let map: MapShape
  /// Channels from here on are the input, unchanged.
  package let convolvedChannels: Int
  package let values: [Double]

  package init(map: MapShape, convolvedChannels: Int, values: [Double]) {
    self.map = map
    self.convolvedChannels = convolvedChannels
    self.values = values
  }

  /// The values rounded to `Float` once.
  package var rounded: [Float] { values.map(Float.init) }

  /// Why agreement with this output would prove nothing, if so.
  ///
  /// A kernel that does nothing reproduces zeros, and one that ignores its input reproduces a
  /// constant. Outputs of fewer than `judgedCount` elements may be either by chance.
  var defect: String? {
    guard values.allSatisfy(\.isFinite) else { return "the reference output is not finite" }
    let planes = map.pixelCount
    var (count, zeros) = (0, 0)
    var (low, high) = (Double.infinity, -Double.infinity)
    for image in 0..<map.batch {
      for channel in 0..<convolvedChannels {
        let start = (image * map.channels + channel) * planes
        for value in values[start..<start + planes] {
          count += 1
          if value == 0 { zeros += 1 }
          low = min(low, value)
          high = max(high, value)
        }
      }
    }
    guard count >= Self.judgedCount else { return nil }
    if low == high { return "the reference output is constant" }
    return 2 * zeros > count ? "the reference output is mostly zeros" : nil
  }

  private static let judgedCount = 8
}
