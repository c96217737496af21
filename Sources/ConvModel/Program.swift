/// One depthwise convolution of a lowered problem, ready for an algorithm: normalisation folded,
/// structure known.
package struct Stage: Sendable {
  /// Geometry over the convolved channels.
  package var shape: DepthwiseShape
  package var structure: KernelStructure
  /// [channel][ky][kx]; for a shared structure [channel][a][b] over the grid's cells.
  package var weights: [Float]
  /// Added once per output, per channel; `nil` for none.
  package var bias: [Float]?
  /// Adds to the output instead of overwriting it.
  package var accumulates: Bool

  package init(
    shape: DepthwiseShape, structure: KernelStructure, weights: [Float], bias: [Float]?,
    accumulates: Bool
  ) {
    self.shape = shape
    self.structure = structure
    self.weights = weights
    self.bias = bias
    self.accumulates = accumulates
  }

  /// Weights stored per channel.
  package var weightsPerChannel: Int {
    if case .shared(let grid) = structure { return grid.count * grid.count }
    return shape.tapCount
  }

  /// Geometry and structure without the data.
  package var outline: StageOutline { StageOutline(shape: shape, structure: structure) }
}

/// What an algorithm must know to accept or refuse a stage.
package struct StageOutline: Hashable, Sendable {
  package var shape: DepthwiseShape
  package var structure: KernelStructure

  package init(shape: DepthwiseShape, structure: KernelStructure) {
    self.shape = shape
    self.structure = structure
  }
}

/// A problem in one of its forms: stages that run in order on the first channels of the map, and the
/// identity on the channels after them.
package struct Program: Sendable {
  package var map: MapShape
  package var convolvedChannels: Int
  package var stages: [Stage]

  package init(map: MapShape, convolvedChannels: Int, stages: [Stage]) {
    self.map = map
    self.convolvedChannels = convolvedChannels
    self.stages = stages
  }
}
