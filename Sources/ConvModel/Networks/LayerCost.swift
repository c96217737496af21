/// What one layer of a network stores and multiplies, as exact integers.
///
/// Only convolutions and matrices have multiply-accumulates here, as in the papers' "FLOPs"; normalisations,
/// activations and sums are not counted. The positional embedding of a peripheral operator is not counted
/// either: it folds into the bias, and the published totals have no room for it.
package struct LayerCost: Hashable, Sendable {
  package let layer: NetworkLayer
  package let tensors: [ParameterTensor]

  /// Trained values, pruned ones included.
  package let params: Int
  package let nonZeroParams: Int
  /// Multiply-accumulates per image, taps on padding included.
  package let macs: Int
  package let nonZeroMACs: Int
  package let usefulMACs: Int

  /// Bytes of all stored values as 4-byte floats: pruned values and normalisation statistics included.
  package var weightBytes: Int {
    MemoryLayout<Float>.stride * tensors.reduce(0) { $0 + $1.count }
  }
  package var outputBytes: Int { MemoryLayout<Float>.stride * layer.output.elementCount }

  package init(_ layer: NetworkLayer, level: MergeLevel) throws(NetworkError) {
    self.layer = layer
    tensors = try Self.tensors(layer, level: level)
    let trained = tensors.filter { !$0.isBuffer }
    params = trained.reduce(0) { $0 + $1.count }
    nonZeroParams = trained.reduce(0) { $0 + $1.nonZeroCount }
    macs = tensors.reduce(0) { $0 + $1.macs }
    nonZeroMACs = tensors.reduce(0) { $0 + $1.nonZeroMACs }
    usefulMACs = tensors.reduce(0) { $0 + $1.usefulMACs }
  }

  private static func tensors(
    _ layer: NetworkLayer, level: MergeLevel
  ) throws(NetworkError) -> [ParameterTensor] {
    let (input, output) = (layer.input, layer.output)
    switch layer.operation {
    case .convolution(let convolution):
      let count = input.channels * output.channels * convolution.kernel * convolution.kernel
      let window = TapWindow(
        kernelHeight: convolution.kernel, kernelWidth: convolution.kernel,
        stride: convolution.stride, padding: convolution.padding)
      let weight = ParameterTensor.matrix(
        "weight", count, macs: count * output.pixelCount,
        usefulMACs: input.channels * output.channels * window.usefulPairs(input, output),
        sparsity: layer.sparsity)
      return [weight] + bias(convolution.hasBias, output.channels)
    case .pointwise(let hasBias):
      let count = input.channels * output.channels
      return [matrix("weight", count, pixels: output.pixelCount, layer.sparsity)]
        + bias(hasBias, output.channels)
    case .depthwise(let operation):
      return try operation.tensors(layer, level: level)
    case .squeezeExcite(let hidden):
      let count = input.channels * hidden
      return [
        matrix("reduce.weight", count, pixels: 1, layer.sparsity),
        .vector("reduce.bias", hidden),
        matrix("expand.weight", count, pixels: 1, layer.sparsity),
        .vector("expand.bias", input.channels),
      ]
    case .layerNorm:
      return [.vector("gamma", input.channels), .vector("beta", input.channels)]
    case .batchNorm: return ParameterTensor.batchNorm("", channels: input.channels)
    case .layerScale: return [.vector("gamma", input.channels)]
    case .globalResponseNorm(_, let hasBias):
      return [.vector("gamma", input.channels)]
        + (hasBias ? [.vector("beta", input.channels)] : [])
    case .activation, .globalAveragePool, .keep, .add: return []
    }
  }

  private static func matrix(
    _ name: String, _ count: Int, pixels: Int, _ sparsity: Double
  ) -> ParameterTensor {
    .matrix(name, count, macs: count * pixels, usefulMACs: count * pixels, sparsity: sparsity)
  }

  private static func bias(_ exists: Bool, _ channels: Int) -> [ParameterTensor] {
    exists ? [.vector("bias", channels)] : []
  }
}

/// A window that slides over a map, to count the taps that fall on real data.
struct TapWindow {
  var kernelHeight: Int
  var kernelWidth: Int
  var stride = 1
  var dilation = 1
  /// Zeros before the first row and column; `nil` for half of what the window covers.
  var padding: Int?

  /// (output, tap) pairs of one channel whose input lies inside the map.
  func usefulPairs(_ input: MapShape, _ output: MapShape) -> Int {
    pairs(input.height, output.height, kernelHeight)
      * pairs(input.width, output.width, kernelWidth)
  }

  private func pairs(_ inputs: Int, _ outputs: Int, _ kernel: Int) -> Int {
    let padding = padding ?? ((kernel - 1) * dilation + 1) / 2
    var count = 0
    for output in 0..<outputs {
      for tap in 0..<kernel
      where (0..<inputs).contains(output * stride + tap * dilation - padding) {
        count += 1
      }
    }
    return count
  }
}
