extension LayerOperation: CustomStringConvertible {
  /// One short text per operation, for tables.
  package var description: String {
    switch self {
    case .convolution(let convolution):
      "conv \(convolution.kernel)×\(convolution.kernel)"
        + (convolution.stride == 1 ? "" : " stride \(convolution.stride)")
    case .depthwise(let operation): operation.description
    case .pointwise: "pointwise"
    case .layerNorm: "layer norm"
    case .batchNorm: "batch norm"
    case .activation(let activation): activation.rawValue
    case .layerScale: "layer scale"
    case .globalResponseNorm: "global response norm"
    case .squeezeExcite(let hidden): "squeeze-excite \(hidden)"
    case .globalAveragePool: "global average pool"
    case .keep: "keep"
    case .add: "add"
    }
  }
}

extension DepthwiseOperator: CustomStringConvertible {
  /// Variant and sizes.
  package var description: String {
    switch self {
    case .problem(let problem):
      "\(problem.variant) K=\(problem.kernel)"
        + (problem.stripe > 0 ? " N=\(problem.stripe)" : "")
        + (problem.grid.map { " k'=\($0.count)" } ?? "")
        + (problem.convolvedChannels == problem.map.channels
          ? "" : " on \(problem.convolvedChannels)")
    case .plain(let plain):
      "depthwise \(plain.kernel)×\(plain.kernel)"
        + (plain.stride == 1 ? "" : " stride \(plain.stride)")
    case .dilated(let branches): "dilated K=\(branches.kernel)"
    case .split(let mixer): "split \(mixer.square)×\(mixer.square), \(mixer.band) on \(mixer.group)"
    }
  }
}
