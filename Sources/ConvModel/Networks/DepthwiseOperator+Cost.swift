extension DepthwiseOperator {
  /// Stored tensors of the operator in a layer.
  func tensors(
    _ layer: NetworkLayer, level: MergeLevel
  ) throws(NetworkError) -> [ParameterTensor] {
    switch self {
    case .problem(let problem):
      return try ProblemOutline(problem, layer: layer).tensors(level: level)
    case .plain(let plain):
      let window = TapWindow(
        kernelHeight: plain.kernel, kernelWidth: plain.kernel, stride: plain.stride)
      return [Self.kernel("weight", window, channels: layer.input.channels, layer)]
        + (plain.hasBias ? [.vector("bias", layer.input.channels)] : [])
    case .dilated(let branches):
      return branches.tensors(layer, level: level)
    case .split(let mixer):
      return mixer.branches.flatMap { name, height, width in
        [
          Self.kernel(
            name + ".weight", TapWindow(kernelHeight: height, kernelWidth: width),
            channels: mixer.group, layer),
          .vector(name + ".bias", mixer.group),
        ]
      }
    }
  }

  /// The weights of one kernel per channel.
  fileprivate static func kernel(
    _ name: String, _ window: TapWindow, channels: Int, _ layer: NetworkLayer
  ) -> ParameterTensor {
    let count = channels * window.kernelHeight * window.kernelWidth
    return .matrix(
      name, count, macs: count * layer.output.pixelCount,
      usefulMACs: channels * window.usefulPairs(layer.input, layer.output),
      sparsity: layer.sparsity)
  }
}

extension DilatedBranches {
  /// One K × K kernel with bias, or every branch with its normalisation, or with a bias instead.
  fileprivate func tensors(_ layer: NetworkLayer, level: MergeLevel) -> [ParameterTensor] {
    let channels = layer.input.channels
    func branch(_ name: String, _ kernel: Int, dilation: Int) -> [ParameterTensor] {
      let window = TapWindow(kernelHeight: kernel, kernelWidth: kernel, dilation: dilation)
      let weight = DepthwiseOperator.kernel(
        name + "weight", window, channels: channels, layer)
      return [weight]
        + (level == .train
          ? ParameterTensor.batchNorm(name + "norm.", channels: channels)
          : [.vector(name + "bias", channels)])
    }
    if level.mergesBranches { return branch("", kernel, dilation: 1) }
    return branch("large.", kernel, dilation: 1)
      + branches.flatMap { item in
        branch("dilated\(item.kernel)x\(item.dilation).", item.kernel, dilation: item.dilation)
      }
  }
}
