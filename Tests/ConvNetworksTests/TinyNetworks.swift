import ConvModel

/// Small networks with every kind of layer, built in code.
struct TinyNetwork {
  private(set) var layers: [NetworkLayer] = []
  private var map: MapShape
  private let input: MapShape
  private var stage: Int?

  private init(input: MapShape) {
    self.input = input
    map = input
  }

  private mutating func append(_ name: String, _ operation: LayerOperation, channels: Int? = nil) {
    var output = map
    output.channels = channels ?? map.channels
    switch operation {
    case .convolution(let shape):
      output.height = (map.height + 2 * shape.padding - shape.kernel) / shape.stride + 1
      output.width = (map.width + 2 * shape.padding - shape.kernel) / shape.stride + 1
    case .depthwise(.plain(let plain)):
      output.height = (map.height + 2 * (plain.kernel / 2) - plain.kernel) / plain.stride + 1
      output.width = (map.width + 2 * (plain.kernel / 2) - plain.kernel) / plain.stride + 1
    case .globalAveragePool: (output.height, output.width) = (1, 1)
    default: break
    }
    layers.append(
      NetworkLayer(
        name: "\(layers.count).\(name)", stage: stage, operation: operation, input: map,
        output: output))
    map = output
  }

  private mutating func convolve(_ kernel: Int, stride: Int, padding: Int, channels: Int) {
    append(
      "conv",
      .convolution(
        DenseConvolution(kernel: kernel, stride: stride, padding: padding, hasBias: true)),
      channels: channels)
  }

  private mutating func convolve(_ variant: String, kernel: Int) throws {
    let problem = try VariantCatalog.variant(variant).problem(
      ProblemRequest(map: map, kernel: kernel))
    append("dw", .depthwise(.problem(problem)))
  }

  private mutating func end() {
    append("pool", .globalAveragePool)
    append("norm", .layerNorm(epsilon: 1e-6))
    append("fc", .pointwise(hasBias: true), channels: 10)
  }

  private func network(_ id: String) -> Network {
    Network(id: id, title: id, input: input, layers: layers)
  }

  /// Patch stem, blocks of layer norm and GELU, 2×2 downsampling, odd widths.
  static func convNeXt(
    _ variant: String, kernel: Int = 7, widths: [Int] = [12, 23], batch: Int = 1, side: Int = 32
  ) throws -> Network {
    var tiny = TinyNetwork(
      input: MapShape(batch: batch, channels: 3, height: side, width: side + 4))
    for (stage, width) in widths.enumerated() {
      tiny.stage = stage
      if stage == 0 {
        tiny.convolve(4, stride: 4, padding: 0, channels: width)
        tiny.append("norm", .layerNorm(epsilon: 1e-6))
      } else {
        tiny.append("norm", .layerNorm(epsilon: 1e-6))
        tiny.convolve(2, stride: 2, padding: 0, channels: width)
      }
      for _ in 0..<2 {
        tiny.append("keep", .keep)
        try tiny.convolve(variant, kernel: kernel)
        tiny.append("norm", .layerNorm(epsilon: 1e-6))
        tiny.append("pw1", .pointwise(hasBias: true), channels: 4 * width)
        tiny.append("act", .activation(.gelu))
        tiny.append("pw2", .pointwise(hasBias: true), channels: width)
        tiny.append("scale", .layerScale(initial: 1e-6))
        tiny.append("add", .add)
      }
    }
    tiny.end()
    return tiny.network("tiny-convnext")
  }

  /// Strided stem with small depthwise kernels, batch norms before and after matrices, two residuals per
  /// block.
  static func repLKNet(_ variant: String, kernel: Int = 9, batch: Int = 1) throws -> Network {
    var tiny = TinyNetwork(input: MapShape(batch: batch, channels: 3, height: 33, width: 30))
    let norm = LayerOperation.batchNorm(epsilon: 1e-5)
    tiny.convolve(3, stride: 2, padding: 1, channels: 10)
    tiny.append("norm", norm)
    tiny.append("act", .activation(.relu))
    for stride in [1, 2] {
      tiny.append(
        "dw", .depthwise(.plain(PlainDepthwise(kernel: 3, stride: stride, hasBias: stride == 2))))
      tiny.append("norm", norm)
      tiny.append("act", .activation(.relu))
    }
    for _ in 0..<2 {
      tiny.append("keep", .keep)
      tiny.append("prenorm", norm)
      tiny.append("pw1", .pointwise(hasBias: false), channels: 15)
      tiny.append("norm", norm)
      tiny.append("act", .activation(.relu))
      try tiny.convolve(variant, kernel: kernel)
      tiny.append("act", .activation(.relu))
      tiny.append("pw2", .pointwise(hasBias: false), channels: 10)
      tiny.append("norm", norm)
      tiny.append("add", .add)
      tiny.append("keep", .keep)
      tiny.append("prenorm", norm)
      tiny.append("pw1", .pointwise(hasBias: true), channels: 40)
      tiny.append("act", .activation(.gelu))
      tiny.append("pw2", .pointwise(hasBias: true), channels: 10)
      tiny.append("add", .add)
    }
    tiny.append("norm", norm)
    tiny.end()
    return tiny.network("tiny-replknet")
  }

  /// Dilated branches, squeeze and excitation, global response norm, batch norm before a layer scale.
  static func uniRepLKNet(batch: Int = 1) -> Network {
    var tiny = TinyNetwork(input: MapShape(batch: batch, channels: 3, height: 29, width: 32))
    tiny.convolve(3, stride: 2, padding: 1, channels: 7)
    tiny.append("norm", .layerNorm(epsilon: 1e-6))
    tiny.append("act", .activation(.gelu))
    tiny.convolve(3, stride: 2, padding: 1, channels: 14)
    tiny.append("norm", .layerNorm(epsilon: 1e-6))
    for hasBias in [true, false] {
      tiny.append("keep", .keep)
      if let branches = DilatedBranches(kernel: 13) {
        tiny.append("dw", .depthwise(.dilated(branches)))
      }
      if hasBias { tiny.append("norm", .batchNorm(epsilon: 1e-5)) }
      tiny.append("se", .squeezeExcite(hidden: 3))
      tiny.append("pw1", .pointwise(hasBias: true), channels: 56)
      tiny.append("act", .activation(.gelu))
      tiny.append("grn", .globalResponseNorm(epsilon: 1e-6, hasBias: hasBias))
      tiny.append("pw2", .pointwise(hasBias: !hasBias), channels: 14)
      if hasBias { tiny.append("norm", .batchNorm(epsilon: 1e-5)) }
      tiny.append("scale", .layerScale(initial: 1e-6))
      tiny.append("add", .add)
    }
    tiny.end()
    return tiny.network("tiny-unireplknet")
  }

  /// Layers in orders that nothing fuses: scale before norm, activation of a residual, an input put aside.
  static func odd(batch: Int = 1) -> Network {
    var tiny = TinyNetwork(input: MapShape(batch: batch, channels: 5, height: 9, width: 6))
    tiny.append("keep", .keep)
    tiny.append("act", .activation(.sigmoid))
    tiny.append("scale", .layerScale(initial: 1))
    tiny.append("norm", .batchNorm(epsilon: 1e-5))
    tiny.append("pw", .pointwise(hasBias: true))
    tiny.append("scale", .layerScale(initial: 1))
    tiny.append("norm", .layerNorm(epsilon: 1e-6))
    tiny.append("add", .add)
    tiny.append("act", .activation(.relu))
    tiny.append("keep", .keep)
    tiny.append("add", .add)
    tiny.append("grn", .globalResponseNorm(epsilon: 1e-6, hasBias: true))
    tiny.append("scale", .layerScale(initial: 1))
    tiny.append("scale", .layerScale(initial: 1))
    tiny.append("pw", .pointwise(hasBias: true), channels: 8)
    return tiny.network("tiny-odd")
  }
}
