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
}

extension MaskMethod {
  /// Draws one mask per tensor, 1 for a kept tap, laid out as the weights.
  package func draw(_ tensors: [MaskedTensor], sparsity: Double, fill: Fill) -> [[UInt8]] {
    tensors.map { tensor in
      var mask: [UInt8] = []
      mask.reserveCapacity(tensor.weights.count)
      for channel in 0..<tensor.channels {
        var generator = fill.stream(role: "mask.\(tensor.name)", index: channel)
        for _ in 0..<tensor.kernelHeight * tensor.kernelWidth {
          mask.append(generator.uniform() < sparsity ? 0 : 1)
        }
      }
      return mask
    }
  }
}
