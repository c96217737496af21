import ConvModel
import Testing

/// Counts a layer by visiting every output and every tap, with its own idea of what a layer is.
private struct VisitedLayer {
  var macs = 0
  var useful = 0

  init(_ layer: NetworkLayer) {
    switch layer.operation {
    case .convolution(let convolution):
      visit(
        layer, height: convolution.kernel, width: convolution.kernel, stride: convolution.stride,
        padding: (convolution.padding, convolution.padding),
        pairs: layer.input.channels * layer.output.channels)
    case .pointwise:
      visit(
        layer, height: 1, width: 1, padding: (0, 0),
        pairs: layer.input.channels * layer.output.channels)
    case .squeezeExcite(let hidden):
      macs = 2 * layer.input.channels * hidden
      useful = macs
    case .depthwise(.plain(let plain)):
      visit(
        layer, height: plain.kernel, width: plain.kernel, stride: plain.stride,
        padding: (plain.kernel / 2, plain.kernel / 2), pairs: layer.input.channels)
    case .depthwise(.dilated(let branches)):
      square(layer, branches.kernel)
      for branch in branches.branches {
        let padding = branch.extent / 2
        visit(
          layer, height: branch.kernel, width: branch.kernel, dilation: branch.dilation,
          padding: (padding, padding), pairs: layer.input.channels)
      }
    case .depthwise(.split(let mixer)):
      for (height, width) in [(mixer.square, mixer.square), (1, mixer.band), (mixer.band, 1)] {
        visit(
          layer, height: height, width: width, padding: (height / 2, width / 2),
          pairs: mixer.group)
      }
    case .depthwise(.problem(let problem)):
      let (k, n) = (problem.kernel, problem.stripe)
      let sides = problem.variant == "decomposed" ? [(k, n), (n, k), (n, n)] : [(k, k)]
      let small = problem.variant == "reparam" && n > 0 ? [(n, n)] : []
      for (height, width) in sides + small {
        visit(
          layer, height: height, width: width, padding: (height / 2, width / 2),
          pairs: problem.convolvedChannels)
      }
    default: break
    }
  }

  private mutating func square(_ layer: NetworkLayer, _ kernel: Int) {
    visit(
      layer, height: kernel, width: kernel, padding: (kernel / 2, kernel / 2),
      pairs: layer.input.channels)
  }

  private mutating func visit(
    _ layer: NetworkLayer, height: Int, width: Int, stride: Int = 1, dilation: Int = 1,
    padding: (y: Int, x: Int), pairs: Int
  ) {
    for y in 0..<layer.output.height {
      for x in 0..<layer.output.width {
        for ky in 0..<height {
          for kx in 0..<width {
            macs += pairs
            let row = y * stride + ky * dilation - padding.y
            let column = x * stride + kx * dilation - padding.x
            let isInside =
              (0..<layer.input.height).contains(row) && (0..<layer.input.width).contains(column)
            if isInside { useful += pairs }
          }
        }
      }
    }
  }
}

@Suite("Small networks, counted by visiting")
struct NetworkBruteForceTests {
  private typealias Fixtures = NetworkFixtures

  /// Three stages of one block with every operation there is, on a map that is no square.
  private static func description(_ mixer: MixerDescription, kernel: Int) -> NetworkDescription {
    NetworkDescription(
      id: "small", title: "Small", source: "",
      templates: NetworkTemplates(
        stem: [
          Fixtures.convolution("conv", "C/2", kernel: 3, stride: 2, padding: 1, bias: false),
          Fixtures.batchNorm("norm"), Fixtures.fixed("relu", .activation(.relu)),
          Fixtures.fixed(
            "dw", .depthwise(.plain(PlainDepthwise(kernel: 3, stride: 2, hasBias: false)))),
          Fixtures.batchNorm("norm1"), Fixtures.pointwise("pw", "C"), Fixtures.norm("norm2"),
        ],
        downsample: [
          Fixtures.batchNorm("norm"), Fixtures.convolution("conv", "C", kernel: 2, stride: 2),
        ],
        block: [
          Fixtures.keep, Fixtures.mixer, Fixtures.batchNorm("norm1"),
          LayerTemplate(
            name: "se", content: .squeezeExcite(hidden: Fixtures.channels("C/4"))),
          Fixtures.pointwise("pw1", "mlp*C"),
          Fixtures.fixed("gelu", .activation(.gelu)),
          Fixtures.fixed("grn", .globalResponseNorm(epsilon: 1e-6, hasBias: true)),
          Fixtures.pointwise("pw2", "C", bias: false), Fixtures.batchNorm("norm2"),
          Fixtures.fixed("scale", .layerScale(initial: 1e-6)), Fixtures.add,
        ],
        head: [
          Fixtures.batchNorm("norm"), Fixtures.fixed("pool", .globalAveragePool),
          Fixtures.pointwise("fc", "classes"),
        ]),
      depths: [1, 2, 1], widths: [8, 12, 17], kernels: [[kernel], [kernel, 7], [kernel]],
      mixer: mixer, ratios: ["mlp": [Ratio(4), Ratio(4), Ratio(3, over: 2)]], height: 44,
      width: 60, classes: 5)
  }

  private static let mixers: [(MixerDescription, Int)] = [
    (MixerDescription(variant: "dense"), 9),
    (MixerDescription(variant: "reparam"), 9),
    (MixerDescription(variant: "decomposed", stripe: 3), 9),
    (MixerDescription(variant: "peripheral", convolved: Ratio(3, over: 8)), 9),
    (MixerDescription(variant: "dilated"), 13),
    (MixerDescription(variant: "split"), 9),
  ]

  @Test("every layer has the multiply-accumulates that visiting finds")
  func macs() throws {
    for (mixer, kernel) in Self.mixers {
      let cost = try Self.description(mixer, kernel: kernel).cost()
      for item in cost.layers {
        let visited = VisitedLayer(item.layer)
        #expect(item.macs == visited.macs, "\(mixer.variant) \(item.layer.name)")
        #expect(item.usefulMACs == visited.useful, "\(mixer.variant) \(item.layer.name)")
      }
      #expect(cost.macs == cost.layers.reduce(0) { $0 + $1.macs })
      #expect(cost.depthwiseMACs < cost.macs && cost.depthwiseMACs > 0)
    }
  }

  @Test("every layer reads what the one before it wrote")
  func shapes() throws {
    let network = try Self.description(MixerDescription(variant: "dense"), kernel: 9).network()
    var map = network.input
    for layer in network.layers {
      #expect(layer.input == map, "\(layer.name)")
      map = layer.output
    }
    #expect(map == MapShape(channels: 5, height: 1, width: 1))
    #expect(network.layers.first { $0.name == "stem.dw" }?.output.description == "4x11x15")
    #expect(network.layers.first { $0.name == "stages.2.downsample.conv" }?.stage == 2)
    #expect(Set(network.layers.map(\.name)).count == network.layers.count)
  }

  @Test("folding removes every normalisation that has a convolution beside it, and adds its bias")
  func folding() throws {
    let description = Self.description(MixerDescription(variant: "dilated"), kernel: 13)
    let train = try description.network()
    let folded = train.merged(to: .folded)
    #expect(!folded.layers.contains { if case .batchNorm = $0.operation { true } else { false } })
    #expect(!folded.layers.contains { if case .layerScale = $0.operation { true } else { false } })
    for layer in folded.layers {
      switch layer.operation {
      case .globalResponseNorm(_, let hasBias): #expect(!hasBias)
      case .pointwise(let hasBias): #expect(hasBias)
      case .convolution(let convolution): #expect(convolution.hasBias)
      case .depthwise(.plain(let plain)): #expect(plain.hasBias)
      default: break
      }
    }
    let operators = train.merged(to: .operators)
    #expect(operators.layers == train.layers)
    let costs = try MergeLevel.allCases.map { try description.cost($0).params }
    #expect(costs[0] > costs[1] && costs[1] > costs[3] && costs[0] > costs[2])
  }

  @Test("a normalisation goes forward where the operator passes channels through")
  func partialChannels() throws {
    let description = Self.description(MixerDescription(variant: "split"), kernel: 9)
    let block = try description.network().merged(to: .folded).layers.filter {
      $0.name.hasPrefix("stages.0.blocks.0.")
    }
    // Squeeze and excitation stands between the normalisation and the next matrix: it must stay.
    #expect(block.contains { $0.name.hasSuffix("norm1") })
  }

  @Test("peak memory counts what residual connections keep")
  func peak() throws {
    let description = NetworkDescription(
      id: "residual", title: "", source: "",
      templates: NetworkTemplates(
        stem: [], downsample: [],
        block: [
          Fixtures.keep, Fixtures.pointwise("pw1", "4*C"),
          Fixtures.fixed("gelu", .activation(.gelu)), Fixtures.pointwise("pw2", "C"), Fixtures.add,
        ], head: []),
      depths: [2], widths: [3], kernels: [[7]], mixer: MixerDescription(variant: "dense"),
      height: 5, width: 7)
    let cost = try description.cost()
    let map = 4 * 5 * 7
    // Kept input, four times its width, and its width again.
    #expect(cost.peakActivationBytes == map * (3 + 12 + 3))
    #expect(cost.activationBytes == 2 * map * (12 + 3))
  }
}
