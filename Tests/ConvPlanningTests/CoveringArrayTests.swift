import Testing

@Suite("Covering arrays")
struct CoveringArrayTests {
  /// Every combination of `strength` choices of different factors that some row has.
  private static func met(_ rows: [[Int]], strength: Int) -> Set<[Int: Int]> {
    var met: Set<[Int: Int]> = []
    for row in rows {
      var parts: [[Int: Int]] = [[:]]
      for (factor, choice) in row.enumerated() {
        parts += parts.filter { $0.count < strength }.map { part in
          part.merging([factor: choice]) { $1 }
        }
      }
      met.formUnion(parts.filter { $0.count == strength })
    }
    return met
  }

  /// Products of `strength` levels of different factors, summed.
  private static func combinations(_ levels: [Int], strength: Int) -> Int {
    // The coefficients of Π (1 + level·x).
    var counts = [1] + Array(repeating: 0, count: strength)
    for level in levels {
      for size in stride(from: strength, to: 0, by: -1) { counts[size] += counts[size - 1] * level }
    }
    return counts[strength]
  }

  @Test(
    "every combination of so many factors is met",
    arguments: [
      [2, 2, 2, 2], [3, 1, 4], [5, 3, 3, 2], [7], EdgeProblems.levels, EdgeProblems.threadLevels,
    ])
  func meetsAll(levels: [Int]) {
    for strength in 1...min(3, levels.count) {
      let rows = CoveringArray(levels: levels, strength: strength).rows
      #expect(rows.allSatisfy { $0.count == levels.count })
      #expect(
        zip(levels.indices, levels).allSatisfy { factor, level in
          rows.allSatisfy { (0..<level).contains($0[factor]) }
        })
      #expect(
        Self.met(rows, strength: strength).count
          == Self.combinations(levels, strength: strength), "\(levels), \(strength)")
    }
  }

  @Test("is small, and the same every time")
  func size() {
    let rows = CoveringArray(levels: EdgeProblems.levels, strength: 3).rows
    let largest = EdgeProblems.levels.sorted().suffix(3).reduce(1, *)
    #expect(rows.count >= largest && rows.count < largest * 11 / 10)
    #expect(CoveringArray(levels: EdgeProblems.levels, strength: 3).rows == rows)
  }

  @Test("with the strength of all factors it is the full product, each row once")
  func fullProduct() {
    let rows = CoveringArray(levels: [3, 2, 4], strength: 3).rows
    #expect(rows.count == 24 && Set(rows).count == 24)
  }
}
