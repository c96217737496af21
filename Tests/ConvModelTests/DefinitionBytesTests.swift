import ConvModel
import Testing

@Suite("Memory of a definition")
struct DefinitionBytesTests {
  /// The worst case that the bound is made for: two branches as large as the kernel, both masked.
  @Test("covers the weights and the masks of every branch")
  func masks() throws {
    let variant = try VariantCatalog.variant("sparse")
    let request = ProblemRequest(
      map: MapShape(channels: 6, height: 8, width: 8), kernel: 5, stripe: 5)
    let problem = try variant.problem(request)
    let definition = try variant.define(
      problem, fill: Fill(.unitVariance, seed: 1), supplied: .none)
    let bytes = definition.branches.reduce(0) {
      $0 + 4 * $1.weights.count + ($1.mask?.count ?? 0)
    }
    #expect(definition.branches.allSatisfy { $0.mask != nil })
    #expect(try MemoryNeed(problem, layout: .nhwc).definitionBytes >= bytes)
  }
}
