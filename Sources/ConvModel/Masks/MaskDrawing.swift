/// A tensor that a mask is drawn for.
package struct MaskedTensor: Sendable {
  package var name: String
  package var channels: Int
  package var kernelHeight: Int
  package var kernelWidth: Int
  /// [channel][ky][kx] before masking; prune-and-grow ranks them by magnitude.
  package var weights: [Float]

  package init(
    name: String, channels: Int, kernelHeight: Int, kernelWidth: Int, weights: [Float]
  ) {
    self.name = name
    self.channels = channels
    self.kernelHeight = kernelHeight
    self.kernelWidth = kernelWidth
    self.weights = weights
  }

  /// Taps of one channel.
  var tapCount: Int { kernelHeight * kernelWidth }
}

extension MaskMethod {
  /// Draws one mask per tensor, 1 for a kept tap, laid out as the weights.
  ///
  /// `tensors` are the masked branches of one layer. `file` keeps every tap: its masks are supplied.
  package func draw(_ tensors: [MaskedTensor], sparsity: Double, fill: Fill) -> [[UInt8]] {
    switch self {
    case .uniform:
      return tensors.map { UniformMask(density: 1 - sparsity).draw($0, fill: fill) }
    case .erk:
      // PyTorch's depthwise weight has the shape [C, 1, kh, kw].
      let shapes = tensors.map { [$0.channels, 1, $0.kernelHeight, $0.kernelWidth] }
      let densities = ErdosRenyiKernel.densities(shapes: shapes, sparsity: sparsity)
      return zip(tensors, densities).map { tensor, density in
        UniformMask(density: density).draw(tensor, fill: fill)
      }
    case .pruneAndGrow(let steps):
      let growth = PruneAndGrow(steps: steps)
      return tensors.map { growth.draw($0, density: 1 - sparsity, fill: fill) }
    case .file:
      return tensors.map { Array(repeating: 1, count: $0.weights.count) }
    }
  }
}
