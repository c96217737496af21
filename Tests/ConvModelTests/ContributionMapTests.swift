import ConvModel
import Glibc
import Testing

@Suite("Contribution map")
struct ContributionMapTests {
  private static func map(size: Int, _ value: (_ y: Int, _ x: Int) -> Double) -> ContributionMap {
    ContributionMap(
      accumulated: (0..<size * size).map { value($0 / size, $0 % size) }, size: size)
  }

  @Test("a single central pixel has the smallest square there is, of side 3")
  func delta() {
    let map = Self.map(size: 16) { $0 == 8 && $1 == 8 ? 5 : 0 }
    for share in ContributionMap.publishedShares { #expect(map.squareSide(share: share) == 3) }
    #expect(map.areaRatio(side: 3) == 9.0 / 256)
    #expect(map.values.max() == 1)
  }

  @Test("a centred box has the analytic squares", arguments: [7, 15, 31])
  func box(side: Int) {
    let half = side / 2
    let map = Self.map(size: 64) { abs($0 - 32) <= half && abs($1 - 32) <= half ? 0.25 : 0 }
    for share in ContributionMap.publishedShares {
      let expected = stride(from: 3, through: side, by: 2).first { square in
        Double(square * square) > share * Double(side * side)
      }
      #expect(map.squareSide(share: share) == expected, "t = \(share)")
    }
  }

  @Test("the sum over rings is the sum over squares by brute force", arguments: [9, 24, 33])
  func bruteForce(size: Int) {
    var generator = SplitMix64(seed: 11)
    let values = (0..<size * size).map { _ in generator.uniform() * 40 }
    let map = ContributionMap(accumulated: values, size: size)
    let logarithms = values.map { log10($0 + 1) }
    let centre = size / 2
    for share in [0.05, 0.2, 0.3, 0.5, 0.8] {
      var expected: Int?
      for distance in 1...min(centre, size - 1 - centre) where expected == nil {
        var inside = 0.0
        for y in centre - distance...centre + distance {
          for x in centre - distance...centre + distance { inside += logarithms[y * size + x] }
        }
        if inside / logarithms.reduce(0, +) > share { expected = 2 * distance + 1 }
      }
      #expect(map.squareSide(share: share) == expected, "t = \(share)")
    }
  }

  @Test("what no square inside the map has is not reached")
  func notReached() {
    // All at the corner that no centred square of an even size holds.
    let map = Self.map(size: 8) { $0 == 0 && $1 == 0 ? 1 : 0 }
    #expect(map.squareSide(share: 0.2) == nil)
    #expect(Self.map(size: 8) { _, _ in 0 }.squareSide(share: 0.2) == nil)
  }
}
