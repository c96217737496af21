import BenchModel
import Testing

@Suite("Schedule of blocks")
struct BlockScheduleTests {
  @Test("either side begins, each about half of the blocks")
  func beginners() {
    var schedule = BlockSchedule(seed: 1)
    let first = (0..<400).count { _ in schedule.beginsWithFirst() }
    #expect((160...240).contains(first))
  }

  @Test("a seed draws the same schedule again, another seed another")
  func seeds() {
    func draws(_ seed: UInt64) -> [Bool] {
      var schedule = BlockSchedule(seed: seed)
      return (0..<64).map { _ in schedule.beginsWithFirst() }
    }
    #expect(draws(3) == draws(3))
    #expect(draws(3) != draws(4))
  }

  @Test("rounds that do not divide into blocks take one block more")
  func blocks() {
    #expect((1...5).map(BlockSchedule.blocks) == [1, 1, 2, 2, 3])
  }
}
