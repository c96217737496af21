import ConvModel

/// The part of a kernel that some output reaches: rows and columns farther out meet no pixel of the map.
struct ReachableKernel: Hashable {
  /// Kernel rows and columns cut off on each side.
  let cropY: Int
  let cropX: Int
  let height: Int
  let width: Int
  /// Padding that is left.
  let paddingY: Int
  let paddingX: Int
  /// Columns of each kept row that may be non-zero.
  let spans: [Range<Int>]

  init(_ stage: StageOutline) {
    let shape = stage.shape
    cropY = max(0, shape.paddingY - (shape.map.height - 1))
    cropX = max(0, shape.paddingX - (shape.map.width - 1))
    height = shape.kernelHeight - 2 * cropY
    width = shape.kernelWidth - 2 * cropX
    paddingY = shape.paddingY - cropY
    paddingX = shape.paddingX - cropX
    let (crop, kept) = (cropX, width)
    spans = stage.structure.rowSpans(shape)[cropY..<cropY + height].map { span in
      let low = min(max(span.lowerBound - crop, 0), kept)
      return low..<max(low, min(span.upperBound - crop, kept))
    }
  }

  /// The reachable weights, [channel][ky][kx]; allocates.
  func weights(_ stage: Stage) -> [Float] {
    guard cropY > 0 || cropX > 0 else { return stage.weights }
    let shape = stage.shape
    var kept: [Float] = []
    kept.reserveCapacity(shape.map.channels * height * width)
    for channel in 0..<shape.map.channels {
      for row in cropY..<cropY + height {
        let start = (channel * shape.kernelHeight + row) * shape.kernelWidth + cropX
        kept += stage.weights[start..<start + width]
      }
    }
    return kept
  }
}
