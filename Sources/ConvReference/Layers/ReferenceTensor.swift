package import ConvModel

/// An activation tensor in `Double`, `nchw`.
package struct ReferenceTensor: Sendable {
  package var map: MapShape
  package var values: [Double]

  /// A tensor of given values; there must be one per element of `map`.
  package init(map: MapShape, values: [Double]) {
    precondition(values.count == map.elementCount, "the values do not fill \(map)")
    self.map = map
    self.values = values
  }

  /// All zero.
  package init(zeros map: MapShape) {
    self.init(map: map, values: Array(repeating: 0, count: map.elementCount))
  }

  package subscript(n: Int, c: Int, y: Int, x: Int) -> Double {
    get { values[offset(n, c, y, x)] }
    set { values[offset(n, c, y, x)] = newValue }
  }

  private func offset(_ n: Int, _ c: Int, _ y: Int, _ x: Int) -> Int {
    ((n * map.channels + c) * map.height + y) * map.width + x
  }

  /// Each value replaced by `transform(channel, value)`.
  func mapped(_ transform: (Int, Double) -> Double) -> ReferenceTensor {
    var result = self
    for index in values.indices {
      result.values[index] = transform(index / map.pixelCount % map.channels, values[index])
    }
    return result
  }

  /// One channel's map of one image.
  func plane(_ n: Int, _ c: Int) -> ArraySlice<Double> {
    let start = (n * map.channels + c) * map.pixelCount
    return values[start..<start + map.pixelCount]
  }
}
