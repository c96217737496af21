import ConvModel
import Testing

@Suite struct SuppliedTensorTests {
  private static let map = MapShape(channels: 8, height: 14, width: 14)

  private static func error(
    _ variant: String, kernel: Int = 7, mask: MaskMethod? = nil, _ supplied: SuppliedTensors
  ) throws -> String? {
    let variant = try VariantCatalog.variant(variant)
    let problem = try variant.problem(ProblemRequest(map: map, kernel: kernel, mask: mask))
    do {
      _ = try variant.define(problem, fill: Fill(.smallIntegers, seed: 1), supplied: supplied)
      return nil
    } catch { return error.description }
  }

  private static func zeros(_ shape: Int...) -> SuppliedTensor {
    SuppliedTensor(shape: shape, values: Array(repeating: 0, count: shape.reduce(1, *)))
  }

  private static func weights(_ shape: Int...) -> SuppliedTensors {
    let values = [Float](repeating: 0, count: shape.reduce(1, *))
    return SuppliedTensors(weights: SuppliedTensor(shape: shape, values: values))
  }

  @Test("takes weights of every documented shape")
  func takesWeights() throws {
    #expect(try Self.error("dense", Self.weights(8, 7, 7)) == nil)
    #expect(try Self.error("dense", Self.weights(8, 1, 7, 7)) == nil)
    #expect(try Self.error("reparam", Self.weights(8, 7, 7)) == nil)
    #expect(try Self.error("peripheral", kernel: 31, Self.weights(8, 11, 11)) == nil)
    #expect(try Self.error("peripheral", kernel: 31, Self.weights(8, 31, 31)) == nil)
  }

  @Test("refuses tensors of the wrong shape or variant")
  func refusesWeights() throws {
    #expect(
      try Self.error("dense", Self.weights(8, 7, 5))
        == "weights has shape [8, 7, 5], expected [8, 7, 7]")
    #expect(
      try Self.error("peripheral", kernel: 31, Self.weights(8, 13, 13))
        == "weights has shape [8, 13, 13], expected [8, 11, 11]")
    #expect(
      try Self.error("decomposed", Self.weights(8, 7, 7))
        == "variant 'decomposed' takes no single weight tensor "
        + "(give --weights a folder written by verify --dump)")
    #expect(
      try Self.error("dense", SuppliedTensors(mask: Self.zeros(8, 7, 7)))
        == "variant 'dense' takes no mask")
    var uneven = Self.weights(8, 31, 31)
    uneven.weights?.values[1] = 1
    #expect(
      try Self.error("peripheral", kernel: 31, uneven)
        == "weights are not constant on the sharing grid: channel 0, tap (0, 1) differs from "
        + "its cell")
  }

  @Test("refuses a named tensor that no branch takes, or of the wrong shape")
  func refusesNamed() throws {
    let supplied = SuppliedTensors(named: ["small.weights": Self.zeros(8, 5, 5)])
    #expect(
      try Self.error("dense", supplied) == "variant 'dense' takes no tensor 'small.weights'")
    #expect(try Self.error("reparam", supplied) == nil)
    let short = SuppliedTensors(named: ["small.bn.gamma": Self.zeros(7)])
    #expect(try Self.error("reparam", short) == "small.bn.gamma has shape [7], expected [8]")
  }

  @Test("checks supplied masks and misses one that 'file' promised")
  func checksMasks() throws {
    var mask = Self.zeros(8, 7, 7)
    #expect(try Self.error("sparse", mask: .file, SuppliedTensors(mask: mask)) == nil)
    mask.values[24] = 2
    #expect(
      try Self.error("sparse", mask: .file, SuppliedTensors(mask: mask))
        == "mask holds 2.0; it may hold only 0 and 1")
    #expect(
      try Self.error("sparse", mask: .file, .none)
        == "mask method 'file' has no mask for branch 'vertical'; give --mask or a dumped folder")
  }

  @Test("every branch takes its window of a mask of the merged kernel")
  func maskWindows() throws {
    let variant = try VariantCatalog.variant("sparse")
    let problem = try variant.problem(
      ProblemRequest(
        map: MapShape(channels: 1, height: 4, width: 4), kernel: 7, stripe: 3, mask: .file))
    var mask = Self.zeros(1, 7, 7)
    mask.values[0 * 7 + 3] = 1
    mask.values[3 * 7 + 6] = 1
    let definition = try variant.define(
      problem, fill: Fill(.smallIntegers, seed: 1), supplied: SuppliedTensors(mask: mask))
    func kept(_ branch: Int) -> [Int] {
      (definition.branches[branch].mask ?? []).enumerated().filter { $1 == 1 }.map(\.offset)
    }
    #expect(kept(0) == [0 * 3 + 1])
    #expect(kept(1) == [1 * 7 + 6])
    #expect(kept(2).isEmpty)
  }

  @Test("pruned taps are zero in the drawn weights")
  func prunesWeights() throws {
    let variant = try VariantCatalog.variant("sparse")
    let problem = try variant.problem(ProblemRequest(map: Self.map, kernel: 13))
    let definition = try variant.define(
      problem, fill: Fill(.unitVariance, seed: 1), supplied: .none)
    for branch in definition.branches {
      let mask = try #require(branch.mask)
      #expect(zip(mask, branch.weights).allSatisfy { ($0 == 0) == ($1 == 0) })
    }
  }

  @Test("a supplied epsilon replaces the drawn one")
  func takesEpsilon() throws {
    let variant = try VariantCatalog.variant("reparam")
    let problem = try variant.problem(ProblemRequest(map: Self.map, kernel: 13))
    let definition = try variant.define(
      problem, fill: Fill(.unitVariance, seed: 1),
      supplied: SuppliedTensors(epsilons: ["small": 1e-3]))
    #expect(definition.branches.map { $0.normalization?.epsilon } == [1e-5, 1e-3])
  }
}
