/// Rows of choices, one per factor, such that any `strength` factors meet in every combination.
///
/// A defect that shows when a few properties meet (a map and a kernel, a layout and a variant) is met in a
/// fraction of the full product. Made greedily and without chance: each row takes the first combination that
/// is missing, and completes it with the choices that add most.
///
/// Source: Cohen, Dalal, Fredman and Patton, "The AETG system: an approach to testing based on combinatorial
/// design", IEEE Transactions on Software Engineering 23(7), 1997.
struct CoveringArray {
  /// Choices per factor: `rows[i][f]` is below `levels[f]`.
  let rows: [[Int]]

  /// With a strength of all factors the rows are the full product.
  init(levels: [Int], strength: Int) {
    precondition(levels.allSatisfy { $0 > 0 } && (1...levels.count).contains(strength))
    var missing = Self.subsets(of: levels.count, size: strength).map {
      Combinations(factors: $0, levels: levels)
    }
    var rows: [[Int]] = []
    for index in missing.indices {
      while let first = missing[index].first {
        var row = [Int?](repeating: nil, count: levels.count)
        for (factor, choice) in zip(missing[index].factors, first) { row[factor] = choice }
        for factor in row.indices where row[factor] == nil {
          row[factor] = Self.best(factor, levels[factor], row, missing, turn: rows.count)
        }
        let choices = row.compactMap(\.self)
        for other in missing.indices { missing[other].remove(choices) }
        rows.append(choices)
      }
    }
    self.rows = rows
  }

  /// The choice for `factor` that completes most missing combinations; of equals, turn by turn another.
  private static func best(
    _ factor: Int, _ count: Int, _ row: [Int?], _ missing: [Combinations], turn: Int
  ) -> Int {
    var best = (choice: 0, gain: -1)
    for offset in 0..<count {
      var tried = row
      let choice = (turn + offset) % count
      tried[factor] = choice
      let gain = missing.count { $0.factors.contains(factor) && $0.isMissing(tried) }
      if gain > best.gain { best = (choice, gain) }
    }
    return best.choice
  }

  private static func subsets(of count: Int, size: Int) -> [[Int]] {
    guard size > 0 else { return [[]] }
    return (0..<count).reversed().flatMap { last in
      subsets(of: last, size: size - 1).map { $0 + [last] }
    }
  }
}

/// The combinations of some factors that no row has yet.
private struct Combinations {
  let factors: [Int]
  private let levels: [Int]
  private var isMissing: [Bool]
  /// None below is missing.
  private var start = 0

  init(factors: [Int], levels: [Int]) {
    self.factors = factors
    self.levels = factors.map { levels[$0] }
    isMissing = Array(repeating: true, count: self.levels.reduce(1, *))
  }

  /// The choices of the first that is missing.
  var first: [Int]? {
    guard start < isMissing.count else { return nil }
    var (rest, choices) = (start, [Int]())
    for level in levels.reversed() {
      choices.insert(rest % level, at: 0)
      rest /= level
    }
    return choices
  }

  /// Whether the row has all these factors, in a combination that is missing.
  func isMissing(_ row: [Int?]) -> Bool { index(row).map { isMissing[$0] } ?? false }

  mutating func remove(_ row: [Int]) {
    if let index = index(row) { isMissing[index] = false }
    while start < isMissing.count, !isMissing[start] { start += 1 }
  }

  private func index(_ row: [Int?]) -> Int? {
    var index = 0
    for (factor, level) in zip(factors, levels) {
      guard let choice = row[factor] else { return nil }
      index = index * level + choice
    }
    return index
  }
}
