import ConvModel

/// A network file's worth of layers, stated in code so that the tests of counting read no file.
enum NetworkFixtures {
  static func channels(_ text: String) -> ChannelExpression {
    guard let expression = ChannelExpression(text) else {
      preconditionFailure("'\(text)' is no channel expression")
    }
    return expression
  }

  static func pointwise(_ name: String, _ text: String, bias: Bool = true) -> LayerTemplate {
    LayerTemplate(name: name, content: .pointwise(hasBias: bias, channels: channels(text)))
  }

  static func convolution(
    _ name: String, _ text: String, kernel: Int, stride: Int, padding: Int = 0, bias: Bool = true
  ) -> LayerTemplate {
    let convolution = DenseConvolution(
      kernel: kernel, stride: stride, padding: padding, hasBias: bias)
    return LayerTemplate(
      name: name, content: .convolution(convolution, channels: channels(text)))
  }

  static func fixed(_ name: String, _ operation: LayerOperation) -> LayerTemplate {
    LayerTemplate(name: name, content: .fixed(operation))
  }

  static let mixer = LayerTemplate(name: "dw", content: .mixer)
  static let keep = fixed("keep", .keep)
  static let add = fixed("add", .add)
  static func norm(_ name: String = "norm") -> LayerTemplate {
    fixed(name, .layerNorm(epsilon: 1e-6))
  }
  static func batchNorm(_ name: String) -> LayerTemplate {
    fixed(name, .batchNorm(epsilon: 1e-5))
  }

  /// The layers of ConvNeXt, arXiv:2201.03545.
  static let convNeXtTemplates = NetworkTemplates(
    stem: [convolution("conv", "C", kernel: 4, stride: 4), norm()],
    downsample: [norm(), convolution("conv", "C", kernel: 2, stride: 2)],
    block: [
      keep, mixer, norm(), pointwise("pw1", "4*C"), fixed("gelu", .activation(.gelu)),
      pointwise("pw2", "C"), fixed("scale", .layerScale(initial: 1e-6)), add,
    ],
    head: [fixed("pool", .globalAveragePool), norm(), pointwise("fc", "classes")])

  static func convNeXt(
    depths: [Int] = [3, 3, 9, 3], widths: [Int] = [96, 192, 384, 768],
    kernels: [Int] = [7, 7, 7, 7], mixer: MixerDescription = MixerDescription(variant: "dense")
  ) -> NetworkDescription {
    NetworkDescription(
      id: "convnext", title: "ConvNeXt", source: "arXiv:2201.03545",
      templates: convNeXtTemplates, depths: depths, widths: widths,
      kernels: kernels.map { [$0] }, mixer: mixer)
  }

  /// SLaK: two stripes, 1.3 times the width.
  static func slak(depths: [Int], widths: [Int], sparsity: Double) -> NetworkDescription {
    var network = convNeXt(
      depths: depths, widths: widths, kernels: [51, 49, 47, 13],
      mixer: MixerDescription(variant: "sparse"))
    network.widthFactor = Ratio(13, over: 10)
    network.sparsities = LayerSparsities(all: sparsity)
    return network
  }
}

extension NetworkDescription {
  /// The cost at a merge level.
  func cost(_ level: MergeLevel = .train) throws -> NetworkCost {
    try NetworkCost(network().merged(to: level))
  }
}
