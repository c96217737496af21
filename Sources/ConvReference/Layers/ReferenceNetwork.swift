package import ConvModel

/// A whole network in `Double`, layer by layer as its list says, nothing fused or merged.
package enum ReferenceNetwork {
  /// Evaluates `network` with `weights` on its drawn input; allocates every tensor anew.
  ///
  /// - Throws: `LayerError`.
  package static func evaluate(_ weights: NetworkWeights) throws(LayerError) -> ReferenceTensor {
    let network = weights.network
    var current = ReferenceTensor(map: network.input, values: weights.input.map(Double.init))
    var kept: [ReferenceTensor] = []
    for (index, layer) in network.layers.enumerated() {
      switch layer.operation {
      case .keep: kept.append(current)
      case .add:
        guard let other = kept.popLast() else {
          throw .unsupported(layer: layer.name, reason: "no tensor was put aside to add")
        }
        current = ReferenceLayers.add(current, other)
      default: current = apply(layer, try weights.layer(index), to: current)
      }
      precondition(current.map == layer.output, "\(layer.name) has the output shape it states")
    }
    guard kept.isEmpty else {
      let name = network.layers.last { $0.operation == .keep }?.name ?? network.id
      throw .unsupported(layer: name, reason: "the tensor that it puts aside is never added")
    }
    return current
  }

  private static func apply(
    _ layer: NetworkLayer, _ weights: LayerWeights, to x: ReferenceTensor
  ) -> ReferenceTensor {
    switch (layer.operation, weights) {
    case (.convolution(let shape), .linear(let linear)):
      ReferenceLayers.convolution(x, linear, shape)
    case (.pointwise, .linear(let linear)): ReferenceLayers.pointwise(x, linear)
    case (.depthwise(.plain(let plain)), .strided(let taps, let bias)):
      ReferenceLayers.strided(
        x, weights: taps, bias: bias, kernel: plain.kernel, stride: plain.stride)
    case (.depthwise, .depthwise(let definition)):
      ReferenceTensor(
        map: x.map, values: ReferenceConvolution.evaluate(definition, values: x.values).values)
    case (.layerNorm(let epsilon), .layerNorm(let gamma, let beta)):
      ReferenceLayers.layerNorm(x, gamma: gamma, beta: beta, epsilon: epsilon)
    case (.batchNorm, .batchNorm(let norm)): ReferenceLayers.batchNorm(x, norm)
    case (.activation(let activation), _): ReferenceLayers.activation(x, activation)
    case (.layerScale, .layerScale(let factors)): ReferenceLayers.layerScale(x, factors)
    case (.globalResponseNorm(let epsilon, _), .responseNorm(let gamma, let beta)):
      ReferenceLayers.responseNorm(x, gamma: gamma, beta: beta, epsilon: epsilon)
    case (.squeezeExcite, .squeezeExcite(let first, let second)):
      ReferenceLayers.squeezeExcite(x, first: first, second: second)
    case (.globalAveragePool, _): ReferenceLayers.globalAveragePool(x)
    // A layer and its weights come from one list, so that only a mistake in this program gets here.
    default: preconditionFailure("\(layer.name) has weights of another kind of layer")
    }
  }
}
