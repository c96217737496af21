import ConvModel
import Testing

@Suite struct MaskTests {
  private static let fill = Fill(.unitVariance, seed: 3)

  private static func tensor(
    _ name: String, channels: Int, height: Int, width: Int
  ) -> MaskedTensor {
    MaskedTensor(
      name: name, channels: channels, kernelHeight: height, kernelWidth: width,
      weights: fill.values(
        role: name, planes: channels, count: height * width, deviation: 1))
  }

  private static let layer = [
    tensor("vertical", channels: 48, height: 51, width: 5),
    tensor("horizontal", channels: 48, height: 5, width: 51),
    tensor("small", channels: 48, height: 5, width: 5),
  ]

  private static func kept(_ mask: [UInt8]) -> Double {
    Double(mask.reduce(0) { $0 + Int($1) }) / Double(mask.count)
  }

  @Test("a uniform mask keeps its density in every tensor")
  func uniformDensity() {
    for mask in MaskMethod.uniform.draw(Self.layer, sparsity: 0.4, fill: Self.fill) {
      #expect(abs(Self.kept(mask) - 0.6) < 0.03)
    }
  }

  @Test(
    "the same seed draws the same mask, another seed another",
    arguments: [MaskMethod.uniform, .erk, .pruneAndGrow(steps: 3)])
  func deterministic(method: MaskMethod) {
    let first = method.draw(Self.layer, sparsity: 0.4, fill: Self.fill)
    let other = method.draw(Self.layer, sparsity: 0.4, fill: Fill(.unitVariance, seed: 4))
    #expect(method.draw(Self.layer, sparsity: 0.4, fill: Self.fill) == first)
    #expect(other != first)
    #expect(zip(first, Self.layer).allSatisfy { $0.count == $1.weights.count })
  }

  @Test("over a whole SLaK-T, ERK leaves every stripe dense: 67 of 95 tensors")
  func erkOnNetwork() {
    let widths = [124, 249, 499, 998]
    let kernels = [51, 49, 47, 13]
    let depths = [3, 3, 9, 3]
    var shapes = [[widths[0], 3, 4, 4]]
    for stage in 1..<4 { shapes.append([widths[stage], widths[stage - 1], 2, 2]) }
    for stage in 0..<4 {
      let (width, kernel) = (widths[stage], kernels[stage])
      for _ in 0..<depths[stage] {
        shapes.append([width, 1, kernel, 5])
        shapes.append([width, 1, 5, kernel])
        shapes.append([width, 1, 5, 5])
        shapes.append([4 * width, width])
        shapes.append([width, 4 * width])
      }
    }
    shapes.append([1000, widths[3]])
    let densities = ErdosRenyiKernel.densities(shapes: shapes, sparsity: 0.4)
    #expect(densities.count == 95)
    #expect(densities.filter { $0 == 1 }.count == 67)
    for (shape, density) in zip(shapes, densities) where shape.count == 4 && shape[1] == 1 {
      #expect(density == 1)
    }
    let sizes = shapes.map { Double($0.reduce(1, *)) }
    let kept = zip(sizes, densities).reduce(0) { $0 + $1.0 * $1.1 }
    #expect(abs(kept / sizes.reduce(0, +) - 0.6) < 1e-12)
  }

  @Test("over one layer, ERK freezes the small square at 1 and keeps the total")
  func erkOnLayer() {
    let shapes = Self.layer.map { [$0.channels, 1, $0.kernelHeight, $0.kernelWidth] }
    let densities = ErdosRenyiKernel.densities(shapes: shapes, sparsity: 0.4)
    #expect(densities[2] == 1)
    #expect(densities[0] == densities[1])
    let kept = (2 * 255 * densities[0] + 25) / 535
    #expect(abs(kept - 0.6) < 1e-12)
    let masks = MaskMethod.erk.draw(Self.layer, sparsity: 0.4, fill: Self.fill)
    #expect(masks[2].allSatisfy { $0 == 1 })
    #expect(abs(Self.kept(masks[0]) - densities[0]) < 0.03)
  }

  @Test("ERK without sparsity keeps everything")
  func erkDense() {
    let densities = ErdosRenyiKernel.densities(
      shapes: [[8, 1, 7, 7], [8, 1, 5, 5]], sparsity: 0)
    #expect(densities.allSatisfy { abs($0 - 1) < 1e-12 })
  }

  @Test("the prune rate falls by a cosine from 0.3 to 0.005")
  func pruneRates() {
    let growth = PruneAndGrow(steps: 101)
    #expect(abs(growth.pruneRate(step: 0) - 0.3) < 1e-12)
    #expect(abs(growth.pruneRate(step: 50) - (0.3 + 0.005) / 2) < 1e-12)
    #expect(abs(growth.pruneRate(step: 100) - 0.005) < 1e-12)
    let tiny = PruneAndGrow(steps: 2, initialPruneRate: PruneAndGrow.slakTinyPruneRate)
    #expect(abs(tiny.pruneRate(step: 0) - 0.5) < 1e-12)
    #expect(abs(PruneAndGrow(steps: 1).pruneRate(step: 0) - 0.3) < 1e-12)
  }

  @Test("prune-and-grow keeps the density on average and moves towards large weights")
  func pruneAndGrow() {
    let start = MaskMethod.uniform.draw(Self.layer, sparsity: 0.4, fill: Self.fill)
    let masks = MaskMethod.pruneAndGrow(steps: 20).draw(
      Self.layer, sparsity: 0.4, fill: Self.fill)
    for (index, tensor) in Self.layer.enumerated() {
      #expect(abs(Self.kept(masks[index]) - Self.kept(start[index])) < 0.04)
      func magnitude(_ mask: [UInt8]) -> Float {
        zip(mask, tensor.weights).reduce(0) { $0 + Float($1.0) * abs($1.1) }
      }
      #expect(magnitude(masks[index]) > 1.1 * magnitude(start[index]))
    }
  }

  @Test("no steps of prune-and-grow are a uniform mask")
  func noSteps() {
    #expect(
      MaskMethod.pruneAndGrow(steps: 0).draw(Self.layer, sparsity: 0.4, fill: Self.fill)
        == MaskMethod.uniform.draw(Self.layer, sparsity: 0.4, fill: Self.fill))
  }

  @Test("a dense mask grows back whole, since all that is absent was just removed")
  func growsBack() {
    let tensor = Self.tensor("t", channels: 1, height: 5, width: 5)
    let mask = PruneAndGrow(steps: 4).draw(tensor, density: 1, fill: Self.fill)
    #expect(mask.allSatisfy { $0 == 1 })
  }
}
