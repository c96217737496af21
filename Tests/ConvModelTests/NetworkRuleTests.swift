import ConvModel
import Testing

@Suite("Rules of networks")
struct NetworkRuleTests {
  @Test(
    "an exception of sparsity matches whole parts of a name",
    arguments: [
      ("stages.1.blocks.0.dw", true), ("stages.12.blocks.0.dw", false), ("substages.1.dw", false),
      ("stages.1", true), ("head.stages.1", true),
    ])
  func parts(_ name: String, _ matches: Bool) {
    let sparsities = LayerSparsities(
      exceptions: [.init(pattern: "stages.1", sparsity: 0.5)])
    #expect(sparsities.sparsity(of: name, fallback: 0) == (matches ? 0.5 : 0))
  }

  /// A padded zero is no longer a zero once it is normalised.
  @Test("a normalisation goes into the convolution behind it only where that pads nothing")
  func padding() throws {
    func foldsInto(padding: Int) throws -> Bool {
      var description = NetworkFixtures.convNeXt(
        depths: [1, 1, 1, 1], widths: [8, 16, 16, 16], kernels: [3, 3, 3, 3])
      description.templates.stem = [
        NetworkFixtures.batchNorm("bn"),
        NetworkFixtures.convolution(
          "conv", "C", kernel: 4 + 2 * padding, stride: 4, padding: padding),
      ]
      let merged = try description.network().merged(to: .folded)
      return !merged.layers.contains { $0.name.hasSuffix("bn") }
    }
    #expect(try foldsInto(padding: 0))
    #expect(try !foldsInto(padding: 1))
  }
}
