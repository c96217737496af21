/// Erdős–Rényi-kernel densities: small tensors stay denser than large ones.
///
/// Density of tensor l is min(1, ε · Σ shape / Π shape), with one ε for all that are not dense, such
/// that the kept weights add up to the asked total. Source: Evci et al., "Rigging the Lottery",
/// arXiv:1911.11134, §3; SLaK, arXiv:2207.03620, offers it as an option. Over a whole SLaK network it
/// leaves every stripe dense; over the branches of one layer it favours the small square one.
package enum ErdosRenyiKernel {
  /// Density of each tensor, in order; `shapes` as PyTorch stores them, depthwise [C, 1, kh, kw].
  package static func densities(shapes: [[Int]], sparsity: Double) -> [Double] {
    let sizes = shapes.map { Double($0.reduce(1, *)) }
    // ε·(Σ shape / Π shape)·Π shape: the weights a tensor keeps per unit of ε.
    let shares = shapes.map { Double($0.reduce(0, +)) }
    let target = (1 - sparsity) * sizes.reduce(0, +)
    var isDense = shapes.map { _ in false }
    while true {
      var left = target
      var share = 0.0
      for index in shapes.indices {
        if isDense[index] { left -= sizes[index] } else { share += shares[index] }
      }
      // All are dense: the target is at least their sum, or there are none.
      guard share > 0 else { break }
      let epsilon = left / share
      let saturated = shapes.indices.filter {
        !isDense[$0] && epsilon * shares[$0] > sizes[$0]
      }
      if saturated.isEmpty {
        return shapes.indices.map { isDense[$0] ? 1 : epsilon * shares[$0] / sizes[$0] }
      }
      for index in saturated { isDense[index] = true }
    }
    return shapes.map { _ in 1 }
  }
}
