import ConvModel
import ConvReference
import Testing

@Suite("Checks of masks by sensitivity")
struct SensitivityCheckTests {
  /// Ways to get a selection wrong.
  enum Defect: CaseIterable {
    case keepsAll, keepsNone, uniformDensity, otherDensity, keepsTies, drawsTheDense
    case forgetsGradients, gradientsOfNeighbour, masksOfNeighbour, largestTapsThemselves
    case otherSeed, flipsOneTap, writesTwo, dropsTensor, claimsOtherDensity
  }

  private static func select(
    _ layer: MaskedLayer, _ defect: Defect
  ) -> ConnectionSensitivity.Selection {
    let sensitivity = ConnectionSensitivity(density: MaskedLayer.density)
    var right = sensitivity.select(
      layer.tensors, gradients: layer.gradients, fill: layer.fill)
    func draw(_ densities: [Double]) -> [[UInt8]] {
      zip(layer.tensors, densities).map {
        ReferenceMasks.drawn($0, density: $1, fill: layer.fill)
      }
    }
    let scores = zip(layer.tensors, layer.gradients).map {
      ConnectionSensitivity.scores(weights: $0.weights, gradient: $1)
    }
    switch defect {
    case .keepsAll: right.masks = layer.tensors.map { $0.weights.map { _ in 1 } }
    case .keepsNone: right.masks = layer.tensors.map { $0.weights.map { _ in 0 } }
    case .uniformDensity:
      right.masks = draw(layer.tensors.map { _ in MaskedLayer.density })
    case .otherDensity:
      return ConnectionSensitivity(density: 0.4).select(
        layer.tensors, gradients: layer.gradients, fill: layer.fill)
    case .keepsTies:
      right.densities = scores.map { scores in
        Double(scores.count { $0 >= right.threshold }) / Double(scores.count)
      }
      right.masks = draw(right.densities)
    case .drawsTheDense:
      right.masks[2] = ReferenceMasks.drawn(layer.tensors[2], density: 0.9, fill: layer.fill)
    case .forgetsGradients:
      return sensitivity.select(
        layer.tensors, gradients: layer.gradients.map { $0.map { _ in 1 } }, fill: layer.fill)
    case .gradientsOfNeighbour:
      var gradients = layer.gradients
      gradients.swapAt(0, 1)
      return sensitivity.select(layer.tensors, gradients: gradients, fill: layer.fill)
    case .masksOfNeighbour: right.masks.swapAt(0, 1)
    case .largestTapsThemselves:
      right.masks = scores.map { $0.map { $0 > right.threshold ? 1 : 0 } }
    case .otherSeed:
      return sensitivity.select(
        layer.tensors, gradients: layer.gradients,
        fill: Fill(layer.fill.kind, seed: layer.fill.seed + 1))
    case .flipsOneTap: right.masks[0][40] ^= 1
    case .writesTwo: right.masks[0][right.masks[0].firstIndex(of: 1) ?? 0] = 2
    case .dropsTensor: right.masks.removeLast()
    case .claimsOtherDensity: right.densities[0] += 1 / Double(layer.tensors[0].weights.count)
    }
    return right
  }

  @Test("the right selection passes for every seed, ties or none", arguments: Fill.Kind.allCases)
  func right(kind: Fill.Kind) {
    for seed in 1...100 as ClosedRange<UInt64> {
      let layer = MaskedLayer(kind, seed: seed)
      let selection = ConnectionSensitivity(density: MaskedLayer.density).select(
        layer.tensors, gradients: layer.gradients, fill: layer.fill)
      #expect(selection.densities[2] == 1 && selection.densities[0] < 0.9)
      let result = layer.check(selection)
      #expect(result.passed && result.maxError == 0 && result.errorBound == 0, "\(seed): \(result)")
    }
  }

  @Test(
    "every wrong selection fails for every seed", arguments: Defect.allCases, Fill.Kind.allCases)
  func wrong(defect: Defect, kind: Fill.Kind) {
    for seed in 1...20 as ClosedRange<UInt64> {
      let layer = MaskedLayer(kind, seed: seed)
      let result = layer.check(Self.select(layer, defect))
      #expect(result.outcome == .failed && result.maxError > 0, "\(seed): \(result)")
    }
  }

  @Test("right masks that keep everything or nothing prove nothing")
  func mistrusted() {
    let fill = Fill(.unitVariance, seed: 2)
    let tensor = MaskedTensor(
      name: "t", channels: 1, kernelHeight: 10, kernelWidth: 100,
      weights: fill.values(role: "w", planes: 1, count: 1000, deviation: 1))
    let gradients = [fill.values(role: "g", planes: 1, count: 1000, deviation: 1)]
    for density in [0.0005, 0.995] {
      let right = ConnectionSensitivity(density: density).select(
        [tensor], gradients: gradients, fill: fill)
      let result = MaskCheck.sensitivity(
        right, tensors: [tensor], gradients: gradients, density: density, fill: fill)
      #expect(result.outcome == .mistrusted("the right masks keep all taps or none"))
    }
  }
}
