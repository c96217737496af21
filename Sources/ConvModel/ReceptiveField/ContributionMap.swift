import Glibc

/// How much each input pixel contributes to the central output, and within which square: the effective
/// receptive field.
///
/// Source: the ERF analysis published with RepLKNet (arXiv:2203.06717) and SLaK (arXiv:2207.03620): A, the
/// accumulated positive gradients, becomes log₁₀(A + 1) divided by its maximum; r(t) is the share of the
/// area that the smallest centred square with more than t of the sum takes.
package struct ContributionMap: Sendable {
  /// Pixels per side.
  package let size: Int
  /// [y][x], at most 1; all 0 where nothing contributes.
  package let values: [Double]
  /// Sums over the square rings at each distance from the centre.
  private let rings: [Double]
  private let total: Double

  /// The shares that the papers' tables list.
  package static let publishedShares = [0.2, 0.3, 0.5, 0.99]

  /// Scales accumulated contributions, [y][x], each at least 0.
  package init(accumulated: [Double], size: Int) {
    precondition(accumulated.count == size * size, "the contributions do not fill the square")
    let logarithms = accumulated.map { log10($0 + 1) }
    let largest = logarithms.max() ?? 0
    let values = largest > 0 ? logarithms.map { $0 / largest } : logarithms
    let centre = size / 2
    var rings = [Double](repeating: 0, count: size)
    for y in 0..<size {
      for x in 0..<size {
        rings[max(abs(y - centre), abs(x - centre))] += values[y * size + x]
      }
    }
    self.size = size
    self.values = values
    self.rings = rings
    total = rings.reduce(0, +)
  }

  /// Side 2i + 1, i ≥ 1, of the smallest square around pixel (size/2, size/2) that has more than `share` of
  /// the contributions; `nil` if none inside the map has.
  ///
  /// With an even size the first row and column are in no square, as in the published code.
  package func squareSide(share: Double) -> Int? {
    let centre = size / 2
    let furthest = min(centre, size - 1 - centre)
    guard furthest >= 1, total > 0 else { return nil }
    var inside = rings[0]
    for distance in 1...furthest {
      inside += rings[distance]
      if inside > share * total { return 2 * distance + 1 }
    }
    return nil
  }

  /// r: the share of the map's area that a square takes.
  package func areaRatio(side: Int) -> Double {
    let share = Double(side) / Double(size)
    return share * share
  }
}
