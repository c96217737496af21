import ConvKernelsPortable
import ConvModel
import Testing

@Suite("Order of lane groups and images")
struct TurnOrderTests {
  /// Image sizes of which one, a few and all of a batch make a block.
  @Test(
    "takes every group of every image once, whatever the batch",
    arguments: [(1, 8), (5, 256), (9, 200), (64, 40)])
  func coversAll(batch: Int, side: Int) {
    let map = MapShape(batch: batch, channels: 12, height: side, width: side)
    let order = TurnOrder(map, unitCount: 3)
    var seen: Set<[Int]> = []
    for turn in 0..<order.turnCount {
      let (unit, image) = order.position(turn)
      #expect((0..<3).contains(unit) && (0..<batch).contains(image))
      seen.insert([unit, image])
    }
    #expect(order.turnCount == 3 * batch && seen.count == 3 * batch)
  }

  @Test("small images share a group's weights, large ones are finished one by one")
  func blocks() {
    let small = TurnOrder(MapShape(batch: 4, channels: 8, height: 7, width: 7), unitCount: 2)
    #expect((0..<4).map { small.position($0).unit } == [0, 0, 0, 0])
    let large = TurnOrder(MapShape(batch: 4, channels: 96, height: 128, width: 128), unitCount: 2)
    #expect((0..<4).map { large.position($0).image } == [0, 0, 1, 1])
  }
}
