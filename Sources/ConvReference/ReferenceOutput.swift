package import ConvModel

/// The reference's output, `nchw`.
package struct ReferenceOutput: Sendable {
  package let map: MapShape
  /// Channels from here on are the input, unchanged.
  package let convolvedChannels: Int
  package let values: [Double]

  /// There must be one value per element of `map`.
  package init(map: MapShape, convolvedChannels: Int, values: [Double]) {
    precondition(values.count == map.elementCount, "the values do not fill \(map)")
    precondition((0...map.channels).contains(convolvedChannels), "\(map) has so many channels")
    self.map = map
    self.convolvedChannels = convolvedChannels
    self.values = values
  }

  /// The values rounded to `Float` once.
  package var rounded: [Float] { values.map(Float.init) }

  /// Calls `body` with every value of one channel, image by image.
  func forEachValue(ofChannel channel: Int, _ body: (Double) -> Void) {
    for image in 0..<map.batch {
      let start = (image * map.channels + channel) * map.pixelCount
      for value in values[start..<start + map.pixelCount] { body(value) }
    }
  }
}
