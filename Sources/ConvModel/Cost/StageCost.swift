/// Exact analytic cost of one stage: parameters and multiply-accumulates, no time.
package struct StageCost: Hashable, Sendable {
  /// Values the stage must store: kernel weights that can be non-zero, and biases.
  package let params: Int
  /// Taps of the support times outputs, padding included: the "FLOPs" of the papers, which count
  /// one multiply-accumulate as one.
  package let nominalMACs: Int
  /// The (output, tap) pairs whose input lies inside the map.
  package let usefulMACs: Int

  /// Counts `stage`; with a `taps` structure from its non-zero weights.
  package init(_ stage: Stage) {
    let shape = stage.shape
    let outputs = shape.map.batch * shape.map.pixelCount
    let channels = shape.map.channels
    let biases = stage.bias == nil ? 0 : channels

    // Taps of all channels together, and their (output, tap) pairs in one image.
    let taps: Int
    let usefulPairs: Int
    let densePairs =
      inBoundsPairs(extent: shape.map.height, kernel: shape.kernelHeight)
      * inBoundsPairs(extent: shape.map.width, kernel: shape.kernelWidth)
    switch stage.structure {
    case .dense:
      taps = channels * shape.tapCount
      params = taps + biases
      usefulPairs = channels * densePairs
    case .shared(let grid):
      taps = channels * shape.tapCount
      params = channels * grid.count * grid.count + biases
      usefulPairs = channels * densePairs
    case .rowSpans(let spans):
      taps = channels * spans.reduce(0) { $0 + $1.count }
      params = taps + biases
      usefulPairs = channels * Self.pairs(shape, spans: spans)
    case .taps:
      (taps, usefulPairs) = Self.nonZero(stage)
      params = taps + biases
    }
    nominalMACs = taps * outputs
    usefulMACs = usefulPairs * shape.map.batch
  }

  /// In-bounds (output, tap) pairs of one channel of one image.
  private static func pairs(_ shape: DepthwiseShape, spans: [Range<Int>]) -> Int {
    var sum = 0
    for (row, span) in spans.enumerated() {
      let rows = inBoundsOutputs(extent: shape.map.height, offset: row - shape.paddingY)
      for column in span {
        sum += rows * inBoundsOutputs(extent: shape.map.width, offset: column - shape.paddingX)
      }
    }
    return sum
  }

  /// Non-zero weights of all channels, and their in-bounds pairs in one image.
  private static func nonZero(_ stage: Stage) -> (taps: Int, pairs: Int) {
    let shape = stage.shape
    var (taps, pairs) = (0, 0)
    let columns = (0..<shape.kernelWidth).map {
      inBoundsOutputs(extent: shape.map.width, offset: $0 - shape.paddingX)
    }
    var index = 0
    for _ in 0..<shape.map.channels {
      for row in 0..<shape.kernelHeight {
        let rows = inBoundsOutputs(extent: shape.map.height, offset: row - shape.paddingY)
        for column in 0..<shape.kernelWidth {
          if stage.weights[index] != 0 {
            taps += 1
            pairs += rows * columns[column]
          }
          index += 1
        }
      }
    }
    return (taps, pairs)
  }
}
