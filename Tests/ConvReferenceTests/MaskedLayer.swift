import ConvModel
import ConvReference

/// A layer of three tensors, two of equal size, and what a step on it is given.
struct MaskedLayer {
  let fill: Fill
  let tensors: [MaskedTensor]
  let before: [[UInt8]]
  /// Of the weights; those of the last tensor are so large that it stays dense.
  let gradients: [[Float]]

  static let density = 0.7
  static let growth = PruneAndGrow(steps: 5)
  static let step = 1
  static let rate = growth.pruneRate(step: step)

  /// Small integers are full of ties.
  init(_ kind: Fill.Kind, seed: UInt64) {
    let fill = Fill(kind, seed: seed)
    self.fill = fill
    tensors = [("vertical", 15, 3), ("horizontal", 3, 15), ("small", 3, 3)].map {
      name, height, width in
      let weights = fill.values(role: name, planes: 6, count: height * width, deviation: 1)
      return MaskedTensor(
        name: name, channels: 6, kernelHeight: height, kernelWidth: width,
        weights: name == "small" ? weights.map { $0 == 0 ? 1 : $0 } : weights)
    }
    before = MaskMethod.uniform.draw(tensors, sparsity: 0.4, fill: fill)
    gradients = tensors.map { tensor in
      if tensor.name == "small" {
        return tensor.weights.map { 1e6 / $0 }
      }
      return fill.values(
        role: "gradient." + tensor.name, planes: 1, count: tensor.weights.count, deviation: 1)
    }
  }

  func check(growth after: [[UInt8]]) -> CheckResult {
    MaskCheck.growth(
      before: before, after: after, tensors: tensors, rate: Self.rate, step: Self.step, fill: fill)
  }

  func check(_ selection: ConnectionSensitivity.Selection) -> CheckResult {
    MaskCheck.sensitivity(
      selection, tensors: tensors, gradients: gradients, density: Self.density, fill: fill)
  }

  /// The step under test, on the masks `before`.
  func advanced(_ growth: PruneAndGrow = Self.growth, step: Int = Self.step, fill: Fill? = nil)
    -> [[UInt8]]
  {
    zip(before, tensors).map { mask, tensor in
      var mask = mask
      growth.advance(&mask, of: tensor, step: step, fill: fill ?? self.fill)
      return mask
    }
  }
}
