/// A place in a series from which on its values are others.
package struct ChangePoint: Hashable, Sendable {
  /// The first position of the new level.
  package let index: Int
  /// Mean from the change point before, or the start, up to this one.
  package let before: Double
  /// Mean from this change point up to the next one, or the end.
  package let after: Double
  /// Of the t-test between both stretches, not corrected for the number of places tried.
  package let pValue: Double

  package init(index: Int, before: Double, after: Double, pValue: Double) {
    self.index = index
    self.before = before
    self.after = after
    self.pValue = pValue
  }
}

/// Finds where the level of a series changed: E-divisive means with t-tests instead of permutations.
///
/// D. S. Matteson and N. A. James, "A Nonparametric Approach for Multiple Change Point Analysis of
/// Multivariate Data", Journal of the American Statistical Association 109 (2014), with exponent 1; and
/// M. Fleming, P. Kołaczkowski et al., "Hunter: Using Change Point Detection to Hunt for Performance
/// Regressions", arXiv:2301.03034, from which come the t-test, which makes results repeat, and the second
/// look: splits are first accepted by a lenient test and then dropped, the least significant first, until
/// all that remain pass a strict one. The strict test shares 5 % among the places of the series
/// (Bonferroni).
package struct ChangePoints: Sendable {
  /// Level of the lenient test.
  private static let lenient = 0.05
  /// Level of the strict test over the whole series.
  private static let strict = 0.05

  /// Points that a level must last to count as one, on both sides of a change.
  package let persistence: Int

  package init(persistence: Int = 3) {
    precondition(persistence >= 2, "a level of one point has no variance")
    self.persistence = persistence
  }

  /// The change points of `values`, which must be finite, in order.
  ///
  /// Takes time and memory that grow with the square of the number of values.
  package func find(in values: [Double]) -> [ChangePoint] {
    guard values.count >= 2 * persistence else { return [] }
    let distances = PairwiseDistances(values)
    var splits: [Int] = []
    var pending = [0..<values.count]
    while let segment = pending.popLast() {
      guard let (split, end) = distances.bestSplit(of: segment, shortest: persistence) else {
        continue
      }
      let (left, right) = (values[segment.lowerBound..<split], values[split..<end])
      guard StudentTest.pValue(left, right) < Self.lenient else { continue }
      splits.append(split)
      pending.append(segment.lowerBound..<split)
      pending.append(split..<segment.upperBound)
    }
    return confirmed(splits.sorted(), in: values)
  }

  /// The splits that remain after the least significant one was dropped as long as one fails.
  private func confirmed(_ candidates: [Int], in values: [Double]) -> [ChangePoint] {
    let level = Self.strict / Double(values.count)
    var splits = candidates
    while true {
      let points = splits.indices.map { position in
        let start = position == 0 ? 0 : splits[position - 1]
        let end = position + 1 < splits.count ? splits[position + 1] : values.count
        return point(at: splits[position], in: start..<end, of: values)
      }
      guard let worst = points.indices.max(by: { points[$0].pValue < points[$1].pValue }),
        points[worst].pValue >= level
      else { return points }
      splits.remove(at: worst)
    }
  }

  private func point(at split: Int, in segment: Range<Int>, of values: [Double]) -> ChangePoint {
    let (left, right) = (values[segment.lowerBound..<split], values[split..<segment.upperBound])
    let pValue = lasted(split, in: segment, of: values) ? StudentTest.pValue(left, right) : 1
    return ChangePoint(
      index: split, before: left.reduce(0, +) / Double(left.count),
      after: right.reduce(0, +) / Double(right.count), pValue: pValue)
  }

  /// False where a level is only as long as it must be because a point of its neighbour was added to it:
  /// without that point both levels would vary less.
  private func lasted(_ split: Int, in segment: Range<Int>, of values: [Double]) -> Bool {
    func scatter(_ place: Int) -> Double {
      StudentTest.squares(values[segment.lowerBound..<place])
        + StudentTest.squares(values[place..<segment.upperBound])
    }
    var shorter: [Int] = []
    if segment.upperBound - split == persistence { shorter += (split + 1)..<segment.upperBound }
    if split - segment.lowerBound == persistence { shorter += (segment.lowerBound + 1)..<split }
    return shorter.allSatisfy { scatter($0) >= scatter(split) }
  }
}

/// Sums of |xᵢ − xⱼ| over rectangles of pairs, each in constant time.
private struct PairwiseDistances {
  private let side: Int
  /// Entry (i, j): the sum over all pairs of the first i with the first j values.
  private let sums: [Double]

  init(_ values: [Double]) {
    side = values.count + 1
    var sums = [Double](repeating: 0, count: side * side)
    for (i, first) in values.enumerated() {
      var row = 0.0
      for (j, second) in values.enumerated() {
        row += (first - second).magnitude
        sums[(i + 1) * side + j + 1] = sums[i * side + j + 1] + row
      }
    }
    self.sums = sums
  }

  private func sum(_ rows: Range<Int>, _ columns: Range<Int>) -> Double {
    func corner(_ i: Int, _ j: Int) -> Double { sums[i * side + j] }
    return corner(rows.upperBound, columns.upperBound) - corner(rows.lowerBound, columns.upperBound)
      - corner(rows.upperBound, columns.lowerBound) + corner(rows.lowerBound, columns.lowerBound)
  }

  /// Where the segment splits best, and up to where the second part differs most: the τ and κ that maximise
  /// Matteson and James' statistic Q; `nil` where the segment is too short to be split.
  func bestSplit(of segment: Range<Int>, shortest: Int) -> (split: Int, end: Int)? {
    var best: (split: Int, end: Int)?
    var greatest = -Double.infinity
    let (start, stop) = (segment.lowerBound, segment.upperBound)
    for split in stride(from: start + shortest, through: stop - shortest, by: 1) {
      for end in stride(from: split + shortest, through: stop, by: 1) {
        let value = divergence(start..<split, split..<end)
        // Strictly greater: of equals the first, so that equal series give equal answers.
        if value > greatest { (greatest, best) = (value, (split, end)) }
      }
    }
    return best
  }

  /// Q: how far values of the two parts are from each other, less how far they are among themselves.
  private func divergence(_ left: Range<Int>, _ right: Range<Int>) -> Double {
    let (n, m) = (Double(left.count), Double(right.count))
    let across = 2 * sum(left, right) / (n * m)
    let within = sum(left, left) / (n * (n - 1)) + sum(right, right) / (m * (m - 1))
    return n * m / (n + m) * (across - within)
  }
}
