/// One branch of an unmerged definition: a depthwise convolution, its bias and its normalisation.
package struct BranchDefinition: Sendable {
  /// Stable name, part of dumped file names: `large`, `small`, `vertical`, `horizontal`.
  package var name: String
  package var kernelHeight: Int
  package var kernelWidth: Int
  /// [channel][ky][kx] of the full rectangle, masks applied; empty when `sharing` is set.
  package var weights: [Float]
  /// The weights of a sharing grid, instead of `weights`.
  package var sharing: SharedWeights?
  /// Convolution bias per channel, if the definition has one.
  package var bias: [Float]?
  package var normalization: BatchNormalization?
  /// 1 where a tap exists, 0 where it is pruned, laid out as `weights`; `nil` when dense.
  package var mask: [UInt8]?

  package init(
    name: String, kernelHeight: Int, kernelWidth: Int, weights: [Float],
    sharing: SharedWeights? = nil, bias: [Float]? = nil,
    normalization: BatchNormalization? = nil, mask: [UInt8]? = nil
  ) {
    self.name = name
    self.kernelHeight = kernelHeight
    self.kernelWidth = kernelWidth
    self.weights = weights
    self.sharing = sharing
    self.bias = bias
    self.normalization = normalization
    self.mask = mask
  }
}

/// Weights of a peripheral convolution, one per grid cell, with its positional embedding.
///
/// PeLK, Eq. 3: Y(x, y) = Σ w(i, j)·(X(x + i, y + j) + h(i, j)).
package struct SharedWeights: Sendable {
  package var grid: SharingGrid
  /// [channel][a][b] over the k′ × k′ cells.
  package var weights: [Float]
  /// [channel][ky][kx] over the K × K offsets, padded taps included; `nil` without embedding.
  package var positional: [Float]?

  package init(grid: SharingGrid, weights: [Float], positional: [Float]?) {
    self.grid = grid
    self.weights = weights
    self.positional = positional
  }
}

/// What a problem computes, before any rewriting: the sum of its branches over the first
/// `convolvedChannels` channels, and the identity on the rest.
package struct Definition: Sendable {
  package var map: MapShape
  package var convolvedChannels: Int
  package var branches: [BranchDefinition]

  package init(map: MapShape, convolvedChannels: Int, branches: [BranchDefinition]) {
    self.map = map
    self.convolvedChannels = convolvedChannels
    self.branches = branches
  }

  /// The convolved channels as a tensor of their own.
  package var convolvedMap: MapShape {
    MapShape(batch: map.batch, channels: convolvedChannels, height: map.height, width: map.width)
  }
}
