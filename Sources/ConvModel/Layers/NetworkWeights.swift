/// The drawn parameters of a network, one layer at a time: whole networks are larger than what a run
/// needs to keep.
///
/// Activations keep about unit variance through every layer, and nothing is drawn as it is initialised
/// before training: a layer scale of 10⁻⁶ would hide whatever its block computes.
package struct NetworkWeights: Sendable {
  package let network: Network
  private let fill: Fill

  /// Nothing is drawn yet.
  package init(_ network: Network, seed: UInt64) {
    self.network = network
    fill = Fill(.unitVariance, seed: seed)
  }

  /// The network's input, `nchw`.
  package var input: [Float] {
    let map = network.input
    return fill.values(
      role: "input", planes: map.batch * map.channels, count: map.pixelCount, deviation: 1)
  }

  /// Draws the parameters of layer `index`; allocates them.
  ///
  /// - Throws: `LayerError`.
  package func layer(_ index: Int) throws(LayerError) -> LayerWeights {
    let layer = network.layers[index]
    let (name, channels) = (layer.name, layer.output.channels)
    switch layer.operation {
    case .convolution(let shape):
      let inputs = shape.kernel * shape.kernel * layer.input.channels
      return .linear(linear(index, name, inputs: inputs, outputs: channels, shape.hasBias))
    case .pointwise(let hasBias):
      return .linear(
        linear(index, name, inputs: layer.input.channels, outputs: channels, hasBias))
    case .depthwise(let depthwise): return try self.depthwise(depthwise, layer)
    case .layerNorm:
      return .layerNorm(
        gamma: around(1, 0.1, name + ".gamma", channels),
        beta: around(0, 0.1, name + ".beta", channels))
    case .batchNorm(let epsilon):
      var norm = BatchNormalization.drawn(fill, role: name, channels: channels, branches: 1)
      norm.epsilon = epsilon
      return .batchNorm(norm)
    case .layerScale:
      return .layerScale(around(0.5, 0.15, name, channels))
    case .globalResponseNorm(_, let hasBias):
      return .responseNorm(
        gamma: around(0.5, 0.15, name + ".gamma", channels),
        beta: hasBias ? around(0, 0.1, name + ".beta", channels) : nil)
    case .squeezeExcite(let hidden):
      return .squeezeExcite(
        first: linear(index, name + ".first", inputs: channels, outputs: hidden, true),
        second: linear(index, name + ".second", inputs: hidden, outputs: channels, true))
    case .activation, .globalAveragePool, .keep, .add: return .none
    }
  }

  private func around(_ mean: Float, _ deviation: Double, _ role: String, _ count: Int) -> [Float] {
    fill.values(role: role, planes: 1, count: count, deviation: deviation).map { mean + $0 }
  }

  private func linear(
    _ index: Int, _ role: String, inputs: Int, outputs: Int, _ hasBias: Bool
  ) -> LinearWeights {
    let sparsity = network.layers[index].sparsity
    let kept = max(1, Double(inputs) * (1 - sparsity))
    var weights = fill.values(
      role: role + ".weight", planes: outputs, count: inputs,
      deviation: gain(index) * (1 / kept).squareRoot())
    if sparsity > 0 {
      var generator = fill.stream(role: role + ".mask", index: 0)
      for tap in weights.indices where generator.uniform() < sparsity { weights[tap] = 0 }
    }
    return LinearWeights(
      inputs: inputs, outputs: outputs, weights: weights,
      bias: hasBias ? around(0, 0.1, role + ".bias", outputs) : nil)
  }

  /// Without a layer scale the matrix that ends a residual branch halves it, so that a chain of blocks
  /// without normalisation does not double its variance with each of them.
  private func gain(_ index: Int) -> Double {
    for layer in network.layers[(index + 1)...] {
      switch layer.operation {
      case .batchNorm: continue
      case .add: return 0.5
      default: return 1
      }
    }
    return 1
  }

  private func depthwise(
    _ depthwise: DepthwiseOperator, _ layer: NetworkLayer
  ) throws(LayerError) -> LayerWeights {
    switch depthwise {
    case .problem(let problem):
      // Layers of one shape have weights of their own.
      let fill = Fill(.unitVariance, seed: fill.stream(role: layer.name, index: 0).first)
      do throws(ProblemError) {
        return .depthwise(
          try VariantCatalog.variant(problem.variant)
            .define(problem, fill: fill, supplied: .none))
      } catch {
        throw .problem(layer: layer.name, error)
      }
    case .plain(let plain):
      let channels = layer.input.channels
      let taps = plain.kernel * plain.kernel
      let weights = fill.values(
        role: layer.name + ".weight", planes: channels, count: taps,
        deviation: (1 / Double(taps)).squareRoot())
      let bias = plain.hasBias ? around(0, 0.1, layer.name + ".bias", channels) : nil
      guard plain.stride == 1 else { return .strided(weights: weights, bias: bias) }
      return .depthwise(
        Definition(
          map: layer.input, convolvedChannels: channels,
          branches: [
            BranchDefinition(
              name: "plain", kernelHeight: plain.kernel, kernelWidth: plain.kernel,
              weights: weights, bias: bias)
          ]))
    case .dilated(let dilated): return .depthwise(definition(dilated, layer))
    case .split:
      throw .unsupported(
        layer: layer.name, reason: "groups of channels with kernels of their own are not run yet")
    }
  }

  /// The dilated branches, each with zeros between its taps.
  private func definition(_ dilated: DilatedBranches, _ layer: NetworkLayer) -> Definition {
    let channels = layer.input.channels
    let share = dilated.branches.count + 1
    func branch(_ name: String, kernel: Int, dilation: Int) -> BranchDefinition {
      let extent = (kernel - 1) * dilation + 1
      let role = "\(layer.name).\(name)"
      let drawn = fill.values(
        role: role, planes: channels, count: kernel * kernel, deviation: 1 / Double(kernel))
      var weights = [Float](repeating: 0, count: channels * extent * extent)
      for (tap, weight) in drawn.enumerated() {
        let (row, column) = (tap / kernel % kernel, tap % kernel)
        let channel = tap / (kernel * kernel)
        weights[(channel * extent + row * dilation) * extent + column * dilation] = weight
      }
      return BranchDefinition(
        name: name, kernelHeight: extent, kernelWidth: extent, weights: weights,
        normalization: .drawn(fill, role: role, channels: channels, branches: share))
    }
    return Definition(
      map: layer.input, convolvedChannels: channels,
      branches: [branch("large", kernel: dilated.kernel, dilation: 1)]
        + dilated.branches.enumerated().map {
          branch("dilated\($0)", kernel: $1.kernel, dilation: $1.dilation)
        })
  }
}

extension SplitMix64 {
  /// The first number of a fresh generator.
  fileprivate var first: UInt64 {
    var copy = self
    return copy.next()
  }
}
