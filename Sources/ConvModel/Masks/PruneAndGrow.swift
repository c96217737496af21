import Glibc

/// Dynamic sparse training's mask updates, without the training between them.
///
/// Starts from a uniform mask. Each step prunes the ⌈p·nnz⌉ kept taps of smallest magnitude and lets
/// every absent tap grow with probability removed/absent, so the number of taps is kept only on
/// average. Weights do not change between steps here: a tap that grows back has its drawn value.
/// Source: SLaK, arXiv:2207.03620, §3.2, with the settings of its published code.
package struct PruneAndGrow: Sendable {
  /// Prune rate of SLaK-S and SLaK-B, and the default of the published code.
  package static let publishedPruneRate = 0.3
  /// Prune rate of SLaK-T.
  package static let slakTinyPruneRate = 0.5
  /// Rate that the cosine decay ends at.
  package static let finalPruneRate = 0.005

  package var steps: Int
  package var initialPruneRate: Double

  package init(steps: Int, initialPruneRate: Double = Self.publishedPruneRate) {
    self.steps = steps
    self.initialPruneRate = initialPruneRate
  }

  /// Share of the kept taps that step `step` (from 0) prunes: cosine from the initial to the final.
  package func pruneRate(step: Int) -> Double {
    let progress = steps > 1 ? Double(step) / Double(steps - 1) : 0
    let share = (1 + cos(Double.pi * progress)) / 2
    return Self.finalPruneRate + (initialPruneRate - Self.finalPruneRate) * share
  }

  /// The mask after all steps, laid out as the weights; allocates it.
  package func draw(_ tensor: MaskedTensor, density: Double, fill: Fill) -> [UInt8] {
    var mask = UniformMask(density: density).draw(tensor, fill: fill)
    for step in 0..<steps { advance(&mask, of: tensor, step: step, fill: fill) }
    return mask
  }

  /// One step on `mask`: prunes, then grows.
  ///
  /// Of taps of equal magnitude the first are pruned first. Allocates the kept magnitudes.
  package func advance(
    _ mask: inout [UInt8], of tensor: MaskedTensor, step: Int, fill: Fill
  ) {
    precondition(mask.count == tensor.weights.count, "a mask element per weight")
    var magnitudes: [Float] = []
    magnitudes.reserveCapacity(mask.count)
    for tap in mask.indices where mask[tap] == 1 { magnitudes.append(abs(tensor.weights[tap])) }
    let kept = magnitudes.count
    let removed = Int((pruneRate(step: step) * Double(kept)).rounded(.up))
    if removed > 0 {
      let largest = RankSelection.ascending(removed - 1, of: &magnitudes)
      var ties = removed - magnitudes.reduce(0) { $0 + ($1 < largest ? 1 : 0) }
      for tap in mask.indices where mask[tap] == 1 {
        let magnitude = abs(tensor.weights[tap])
        if magnitude < largest {
          mask[tap] = 0
        } else if magnitude == largest, ties > 0 {
          mask[tap] = 0
          ties -= 1
        }
      }
    }
    let absent = mask.count - kept + removed
    let probability = absent > 0 ? Double(removed) / Double(absent) : 0
    var generator = fill.stream(role: "mask.\(tensor.name).grow", index: step)
    for tap in mask.indices where mask[tap] == 0 {
      mask[tap] = generator.uniform() < probability ? 1 : 0
    }
  }
}
