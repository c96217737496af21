import ConvModel
import Testing

@Suite("Networks, published integers and closed forms")
struct NetworkCostTests {
  @Test(
    "ConvNeXt has the published parameters in every merge level, having nothing to merge",
    arguments: [
      ([3, 3, 9, 3], [96, 192, 384, 768], 28_589_128),
      ([3, 3, 27, 3], [96, 192, 384, 768], 50_223_688),
      ([3, 3, 27, 3], [128, 256, 512, 1024], 88_591_464),
      ([3, 3, 27, 3], [192, 384, 768, 1536], 197_767_336),
      ([3, 3, 27, 3], [256, 512, 1024, 2048], 350_196_968),
    ])
  func convNeXt(depths: [Int], widths: [Int], params: Int) throws {
    let description = NetworkFixtures.convNeXt(depths: depths, widths: widths)
    for level in MergeLevel.allCases { #expect(try description.cost(level).params == params) }
  }

  @Test(
    "SLaK stores the published number of values with its masks",
    arguments: [
      ([3, 3, 9, 3], [96, 192, 384, 768], 50_703_838),
      ([3, 3, 27, 3], [96, 192, 384, 768], 91_131_820),
      ([3, 3, 27, 3], [128, 256, 512, 1024], 157_950_792),
    ])
  func slak(depths: [Int], widths: [Int], params: Int) throws {
    let dense = NetworkFixtures.slak(depths: depths, widths: widths, sparsity: 0)
    #expect(try dense.cost().params == params)
    let sparse = try NetworkFixtures.slak(depths: depths, widths: widths, sparsity: 0.4).cost()
    #expect(sparse.params == params)
    let share = Double(sparse.nonZeroParams) / Double(params)
    #expect(share > 0.6 && share < 0.603, "vectors are not pruned")
  }

  @Test("the closed forms of ConvNeXt-T hold for every kernel from 7 to 151")
  func closedForms() throws {
    // Σ depth·C and Σ depth·C·H² over the stages at 224 pixels.
    let (channels, outputs) = (6_624, 2_145_024)
    let (params, macs) = (28_589_128, 4_455_531_264)
    for k in [7, 9, 13, 31, 51, 61, 101, 151] {
      let kernels = [k, k, k, k]
      func cost(_ variant: String, _ level: MergeLevel = .train) throws -> NetworkCost {
        try NetworkFixtures.convNeXt(
          kernels: kernels, mixer: MixerDescription(variant: variant)
        ).cost(level)
      }
      let dense = try cost("dense")
      #expect(dense.params == params + channels * (k * k - 49))
      #expect(dense.macs == macs + outputs * (k * k - 49))
      let reparam = try cost("reparam")
      #expect(reparam.params == dense.params + channels * (25 + 3))
      #expect(reparam.macs == dense.macs + outputs * 25)
      let decomposed = try cost("decomposed")
      #expect(decomposed.params == params + channels * (10 * k + 31 - 50))
      #expect(decomposed.macs == macs + outputs * (10 * k + 25 - 49))
      let cross = try cost("decomposed", .merged)
      #expect(cross.params == params + channels * (10 * k - 25 - 49))
      #expect(cross.macs == macs + outputs * (10 * k - 25 - 49))
      let peripheral = try cost("peripheral")
      let cells = SharingGrid.standard(kernel: k).count
      #expect(peripheral.params == params + channels * (cells * cells - 49))
      #expect(peripheral.macs == dense.macs)
    }
  }

  @Test("merging a re-parameterised operator leaves the dense network")
  func reparameterized() throws {
    let dense = try NetworkFixtures.convNeXt(kernels: [31, 29, 27, 13]).cost()
    let description = NetworkFixtures.convNeXt(
      kernels: [31, 29, 27, 13], mixer: MixerDescription(variant: "reparam"))
    for level in [MergeLevel.operators, .merged] {
      let cost = try description.cost(level)
      #expect(cost.params == dense.params && cost.macs == dense.macs)
    }
    let folded = try description.cost(.folded)
    #expect(folded.params == dense.params + 6_624 * (25 + 1))
    #expect(folded.macs == dense.macs + 2_145_024 * 25)
  }

  @Test("a network without pruning has no pruned values, and pruning leaves the stored ones")
  func sparsity() throws {
    var description = NetworkFixtures.convNeXt()
    let dense = try description.cost()
    #expect(dense.nonZeroParams == dense.params && dense.nonZeroMACs == dense.macs)
    description.sparsities = LayerSparsities(
      all: 0.5,
      exceptions: [.init(pattern: "head", sparsity: 0), .init(pattern: "stages.2", sparsity: 0.25)])
    let cost = try description.cost()
    #expect(cost.params == dense.params && cost.macs == dense.macs)
    #expect(cost.weightBytes == 4 * dense.params)
    for item in cost.layers where item.macs > 0 {
      let share = Double(item.nonZeroMACs) / Double(item.macs)
      let expected =
        item.layer.name.hasPrefix("head") ? 1 : item.layer.stage == 2 ? 0.75 : 0.5
      #expect(abs(share - expected) < 1e-3, "\(item.layer.name)")
    }
    description.sparsities = LayerSparsities(exceptions: [.init(pattern: "nowhere", sparsity: 0)])
    #expect(throws: NetworkError.sparsityMatchesNothing(pattern: "nowhere")) {
      try description.cost()
    }
  }

  @Test("only the operators of the sparse variant are pruned unasked")
  func sparseVariant() throws {
    let description = NetworkFixtures.convNeXt(
      kernels: [13, 13, 13, 13], mixer: MixerDescription(variant: "sparse"))
    let cost = try description.cost()
    for item in cost.layers where item.nonZeroParams != item.params {
      guard case .depthwise(.problem(let problem)) = item.layer.operation else {
        Issue.record("\(item.layer.name) is pruned")
        continue
      }
      #expect(problem.variant == "sparse" && problem.sparsity == 0.4)
    }
    #expect(cost.nonZeroParams < cost.params)
  }

  @Test("merged stripes keep a tap of their overlap that any branch keeps")
  func mergedStripes() throws {
    var description = NetworkFixtures.convNeXt(
      kernels: [13, 13, 13, 13], mixer: MixerDescription(variant: "sparse"))
    description.depths = [1, 1, 1, 1]
    description.sparsities = LayerSparsities(exceptions: [.init(pattern: "dw", sparsity: 0.5)])
    let layer = try #require(
      try description.cost(.merged).layers.first { $0.layer.name == "stages.0.blocks.0.dw" })
    // 80 taps of the arms under one branch, 25 of the centre under three.
    let kept = 96.0 * (80 * 0.5 + 25 * 0.875)
    #expect(layer.params == 96 * 105 + 96)
    #expect(layer.nonZeroParams == Int(kept.rounded()) + 96)
  }
}
