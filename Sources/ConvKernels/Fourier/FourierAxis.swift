/// One axis of an overlap-save convolution: its tiles, and the size they are transformed with.
struct FourierAxis: Hashable, Sendable {
  /// Pixels that one transform reads and writes; point 0 of the transform is the first it reads.
  struct Tile: Hashable, Sendable {
    var inputs: Range<Int>
    var outputs: Range<Int>
    /// Point of the transform that is the first output.
    var firstOutput: Int { outputs.lowerBound - inputs.lowerBound }

    /// Whether some butterfly of the last pass stores an output last, as `scatterTable` needs.
    func canEnd(_ factors: PrimeFactors) -> Bool {
      (0..<factors.last.rawValue).contains { butterfly in
        let output =
          factors.time(leg: factors.first.lastLeg, butterfly: butterfly) - firstOutput
        return output >= 0 && output < outputs.count
      }
    }
  }

  let tiles: [Tile]
  let factors: PrimeFactors
  /// Distance of the farthest tap kept: taps beyond the map's extent less one meet no pixel.
  let reach: Int

  /// Splits `extent` pixels into `count` tiles, each read with up to `reach` pixels around it.
  static func tiles(extent: Int, reach: Int, count: Int) -> [Tile] {
    let length = (extent + count - 1) / count
    return stride(from: 0, to: extent, by: length).map { start in
      let end = min(extent, start + length)
      return Tile(
        inputs: max(0, start - reach)..<min(extent, end + reach), outputs: start..<end)
    }
  }

  /// Smallest transform in which no wrapped tap reaches a pixel from an output that is kept.
  static func leastSize(_ tiles: [Tile], reach: Int) -> Int {
    tiles.reduce(2) { size, tile in
      let last = tile.firstOutput + tile.outputs.count - 1
      return max(
        size, tile.inputs.count, tile.inputs.count - tile.firstOutput + reach, last + 1 + reach)
    }
  }

  /// Most pixels that a tile reads or writes.
  var slotCount: Int { tiles.reduce(0) { max($0, $1.inputs.count) } }
  var outputCount: Int { tiles.reduce(0) { max($0, $1.outputs.count) } }
}
