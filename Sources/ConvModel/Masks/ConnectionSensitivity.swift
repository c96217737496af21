/// Layer densities by the sensitivity of the loss to each connection (SNIP), and masks of those densities.
///
/// Every tap has the score |w·∂L/∂w|; the threshold is the ⌊density·n⌋-th largest score of all tensors
/// together, and a tensor's density the share of its scores above the threshold. The scores are then
/// forgotten: taps are kept independently with their tensor's probability, and tensors of 99 % density or
/// more stay dense. Source: Lee et al., arXiv:1810.02340, as the code published with SLaK
/// (arXiv:2207.03620) uses it.
package struct ConnectionSensitivity: Sendable {
  /// From this density on a tensor is not masked.
  package static let denseFrom = 0.99

  /// Share of all taps to keep.
  package let density: Double

  /// `density` in (0, 1].
  package init(density: Double) {
    precondition(density > 0 && density <= 1, "density is a share above 0")
    self.density = density
  }

  /// |w·∂L/∂w| of each tap, in order; allocates them.
  package static func scores(weights: [Float], gradient: [Float]) -> [Float] {
    precondition(weights.count == gradient.count, "a gradient per weight")
    return [Float](unsafeUninitializedCapacity: weights.count) { scores, count in
      for index in weights.indices { scores[index] = abs(weights[index] * gradient[index]) }
      count = weights.count
    }
  }

  /// The ⌊density·n⌋-th largest of all scores; infinite where that is none.
  package func threshold(_ scores: [[Float]]) -> Float {
    var all = scores.flatMap { $0 }
    let kept = Int((density * Double(all.count)).rounded(.down))
    return kept < 1 ? .infinity : RankSelection.ascending(all.count - kept, of: &all)
  }

  /// Share of each tensor's scores above the threshold.
  package func densities(_ scores: [[Float]]) -> [Double] {
    Self.densities(scores, above: threshold(scores))
  }

  private static func densities(_ scores: [[Float]], above threshold: Float) -> [Double] {
    scores.map { scores in
      let kept = scores.reduce(0) { $0 + ($1 > threshold ? 1 : 0) }
      return scores.isEmpty ? 1 : Double(kept) / Double(scores.count)
    }
  }

  /// The masks of a layer, and what they were drawn from.
  package struct Selection: Hashable, Sendable {
    /// Scores above it are kept.
    package var threshold: Float
    /// One per tensor.
    package var densities: [Double]
    /// One per tensor, 1 for a kept tap, laid out as the weights.
    package var masks: [[UInt8]]

    package init(threshold: Float, densities: [Double], masks: [[UInt8]]) {
      self.threshold = threshold
      self.densities = densities
      self.masks = masks
    }
  }

  /// Scores `tensors` by their gradients and draws their masks; allocates them.
  ///
  /// There must be a gradient per tensor.
  package func select(
    _ tensors: [MaskedTensor], gradients: [[Float]], fill: Fill
  ) -> Selection {
    precondition(tensors.count == gradients.count, "a gradient per tensor")
    let scores = zip(tensors, gradients).map {
      Self.scores(weights: $0.weights, gradient: $1)
    }
    let threshold = threshold(scores)
    let densities = Self.densities(scores, above: threshold)
    let masks = zip(tensors, densities).map { tensor, density in
      density >= Self.denseFrom
        ? Array(repeating: 1, count: tensor.weights.count)
        : UniformMask(density: density).draw(tensor, fill: fill)
    }
    return Selection(threshold: threshold, densities: densities, masks: masks)
  }
}
