import ConvModel
import Testing

@Suite("Sums over the layers of a network")
struct NetworkSumTests {
  @Test("weight bytes include running means and variances, which are no parameters")
  func buffers() throws {
    var description = NetworkFixtures.convNeXt(
      depths: [1, 1, 1, 1], widths: [8, 16, 16, 16], kernels: [3, 3, 3, 3])
    let plain = try description.cost()
    description.templates.stem.append(NetworkFixtures.batchNorm("bn"))
    let normalised = try description.cost()
    // γ, β, mean and variance, of which the first two are learned.
    #expect(normalised.params == plain.params + 2 * 8)
    #expect(normalised.weightBytes == plain.weightBytes + 4 * 4 * 8)
  }

  @Test("MACs of depthwise layers leave out pruned taps, as all other sums of a sparse network")
  func pruned() throws {
    let sparse = try NetworkFixtures.slak(
      depths: [1, 1, 1, 1], widths: [8, 16, 16, 16], sparsity: 0.5
    ).cost()
    let depthwise = sparse.layers.filter {
      if case .depthwise = $0.layer.operation { true } else { false }
    }
    #expect(sparse.depthwiseMACs == depthwise.reduce(0) { $0 + $1.nonZeroMACs })
    #expect(sparse.depthwiseMACs < depthwise.reduce(0) { $0 + $1.macs })
    #expect(sparse.depthwiseShare < 1)
  }
}
