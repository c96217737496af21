/// A matrix that is applied at every pixel, with its bias.
package struct LinearWeights: Sendable {
  package let inputs: Int
  package let outputs: Int
  /// [output][input]; the inputs of a convolution lie as [ky][kx][channel].
  package let weights: [Float]
  package let bias: [Float]?

  package init(inputs: Int, outputs: Int, weights: [Float], bias: [Float]?) {
    self.inputs = inputs
    self.outputs = outputs
    self.weights = weights
    self.bias = bias
  }
}

/// The parameters of one layer of a network.
package enum LayerWeights: Sendable {
  /// The layer has none.
  case none
  /// A convolution over all channels, or a pointwise one.
  case linear(LinearWeights)
  case layerNorm(gamma: [Float], beta: [Float])
  case batchNorm(BatchNormalization)
  case layerScale([Float])
  case responseNorm(gamma: [Float], beta: [Float]?)
  case squeezeExcite(first: LinearWeights, second: LinearWeights)
  /// A depthwise operator of stride 1, as its unmerged definition.
  case depthwise(Definition)
  /// A depthwise kernel with a stride, [channel][ky][kx].
  case strided(weights: [Float], bias: [Float]?)
}

/// Why a layer cannot be given weights, or not be run.
package enum LayerError: Error, Hashable, CustomStringConvertible {
  case problem(layer: String, ProblemError)
  case unsupported(layer: String, reason: String)

  package var description: String {
    switch self {
    case .problem(let layer, let error): "layer \(layer): \(error)"
    case .unsupported(let layer, let reason): "layer \(layer) cannot be run: \(reason)"
    }
  }
}
