import ConvModel

/// Index arithmetic of `TapList`, shared by the kernel and by its operation count.
struct TapListGeometry {
  let shape: DepthwiseShape
  let height: Int
  let width: Int
  /// Zero pixels kept left and right of a row for taps that reach over the edge.
  let marginX: Int
  /// Zero rows above and below the plane: a tile takes part whole if any of its rows does.
  let marginY = tapTileRows - 1

  init(_ shape: DepthwiseShape) {
    self.shape = shape
    height = shape.map.height
    width = shape.map.width
    marginX = min(shape.paddingX, width - 1)
  }

  /// Vectors of an output row.
  var vectors: Int { (width + laneCount - 1) / laneCount }
  /// Floats per row of the padded plane: margins, and a last vector that may start at the last pixel.
  var planeStride: Int { width + 2 * marginX + laneCount }
  /// Floats of the padded plane; its last tile may start at the last row.
  var planeFloats: Int { (height + 2 * marginY + tapTileRows) * planeStride }
  /// Where pixel (0, 0) lies in the plane.
  var origin: Int { marginY * planeStride + marginX }
  var outputStride: Int { vectors * laneCount }
  /// Floats of the outputs, in rows of whole tiles.
  var outputFloats: Int {
    (height + tapTileRows - 1) / tapTileRows * tapTileRows * outputStride
  }

  /// Vertical offsets that meet the map for some row of the tile at `y`.
  func activeRows(y: Int) -> ClosedRange<Int> {
    -(min(y + tapTileRows, height) - 1)...(height - 1 - y)
  }

  /// Kept, reachable taps of one channel in row order.
  func keptTaps(_ stage: Stage, channel: Int) -> [(dy: Int, dx: Int, weight: Float)] {
    var taps: [(dy: Int, dx: Int, weight: Float)] = []
    for ky in 0..<shape.kernelHeight where abs(ky - shape.paddingY) < height {
      let line = (channel * shape.kernelHeight + ky) * shape.kernelWidth
      for kx in 0..<shape.kernelWidth where abs(kx - shape.paddingX) < width {
        let weight = stage.weights[line + kx]
        if weight != 0 { taps.append((ky - shape.paddingY, kx - shape.paddingX, weight)) }
      }
    }
    return taps
  }
}
