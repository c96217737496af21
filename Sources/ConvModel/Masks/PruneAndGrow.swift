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
    let ascending = mask.indices.sorted {
      (abs(tensor.weights[$0]), $0) < (abs(tensor.weights[$1]), $1)
    }
    for step in 0..<steps {
      let kept = mask.reduce(0) { $0 + Int($1) }
      let removed = Int((pruneRate(step: step) * Double(kept)).rounded(.up))
      var left = removed
      for tap in ascending where left > 0 && mask[tap] == 1 {
        mask[tap] = 0
        left -= 1
      }
      let absent = mask.count - kept + removed
      let probability = absent > 0 ? Double(removed) / Double(absent) : 0
      var generator = fill.stream(role: "mask.\(tensor.name).grow", index: step)
      for tap in mask.indices where mask[tap] == 0 {
        mask[tap] = generator.uniform() < probability ? 1 : 0
      }
    }
    return mask
  }
}
