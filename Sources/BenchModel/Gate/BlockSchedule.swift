/// The order of a gate's samples: blocks of two rounds, each ABBA or BAAB at random.
///
/// A linear drift over a block hits both sides alike, and neither always comes first. The seed decides
/// everything.
package struct BlockSchedule: Sendable {
  /// Rounds of a block; a round is one sample of each side.
  package static let roundsPerBlock = 2

  private var generator: SplitMix64

  package init(seed: UInt64) { generator = SplitMix64(seed: seed) }

  /// Whether the next block begins with the first side: ABBA.
  package mutating func beginsWithFirst() -> Bool { generator.number(below: 2) == 0 }

  /// The cases of the next pass in random order.
  package mutating func order(of cases: [Int]) -> [Int] { generator.shuffled(cases) }

  /// Where buffers begin, in bytes after a page boundary: a multiple of a cache line.
  package mutating func alignment(page: Int = 4096, line: Int = 64) -> Int {
    generator.number(below: page / line) * line
  }

  /// How many pages memory is moved by: below a gigabyte.
  package mutating func pages() -> Int { generator.number(below: 1 << 18) }

  /// Blocks that hold at least `rounds` rounds.
  package static func blocks(rounds: Int) -> Int {
    (rounds + roundsPerBlock - 1) / roundsPerBlock
  }
}
