/// What to compute: a variant at a shape and kernel size, with everything that changes its answer.
///
/// The form, the algorithm and the layout say how, and are no part of it.
package struct Problem: Hashable, Sendable {
  /// Id of the variant in `VariantCatalog`.
  package var variant: String
  package var map: MapShape
  /// K: the long side of the kernel.
  package var kernel: Int
  /// N: the short side of the stripes and the side of the small square branch; 0 for no small branch.
  package var stripe: Int
  /// Share of pruned taps, of the sparse variant only.
  package var sparsity: Double
  package var mask: MaskMethod
  /// Sharing grid, of the peripheral variant only; `nil` elsewhere.
  package var grid: SharingGrid?
  /// Channels that are convolved; the rest pass through.
  package var convolvedChannels: Int
  package var seed: UInt64

  package static let defaultStripe = 5
  package static let defaultSparsity = 0.4
  package static let defaultSeed: UInt64 = 1

  package init(
    variant: String, map: MapShape, kernel: Int, stripe: Int, sparsity: Double, mask: MaskMethod,
    grid: SharingGrid?, convolvedChannels: Int, seed: UInt64
  ) {
    self.variant = variant
    self.map = map
    self.kernel = kernel
    self.stripe = stripe
    self.sparsity = sparsity
    self.mask = mask
    self.grid = grid
    self.convolvedChannels = convolvedChannels
    self.seed = seed
  }
}

extension Problem: CustomStringConvertible {
  /// Stable text of the problem, the first part of a case id: `sparse/96x56x56/k51/s5/p0.4-uniform`.
  package var description: String {
    var parts = [variant, map.description, "k\(kernel)"]
    if stripe > 0 { parts.append("s\(stripe)") }
    if sparsity > 0 { parts.append("p\(sparsity)-\(mask)") }
    if let grid { parts.append("g\(grid)") }
    if convolvedChannels != map.channels { parts.append("c\(convolvedChannels)") }
    return parts.joined(separator: "/")
  }
}
