import ConvModel

/// How `Fourier` cuts and transforms a map: shared by the kernel and by its operation count.
struct FourierGeometry: Hashable, Sendable {
  let rows: FourierAxis
  let columns: FourierAxis

  /// Frequencies kept along a row; the others are their conjugates.
  var frequencies: Int { columns.factors.size / 2 + 1 }
  /// Points between neighbouring columns of the column buffer: the rows, one for what nobody needs (such as
  /// the partner of an odd last row), one that stays zero.
  var columnSlots: Int { rows.slotCount + 2 }
  var spectrumPoints: Int { frequencies * rows.factors.size }

  /// The cheapest geometry for a shape, by counted operations.
  init(_ shape: DepthwiseShape) {
    let map = shape.map
    let reachY = min(shape.paddingY, map.height - 1)
    let reachX = min(shape.paddingX, map.width - 1)
    var best: (geometry: FourierGeometry, cost: Double)?
    for rows in Self.candidates(map.height, reachY) {
      for columns in Self.candidates(map.width, reachX) {
        let geometry = FourierGeometry(rows: rows, columns: columns)
        let cost = geometry.cost
        if best.map({ cost < $0.cost }) ?? true { best = (geometry, cost) }
      }
    }
    self = best?.geometry ?? Self.fallback(map, reachY, reachX)
  }

  private init(rows: FourierAxis, columns: FourierAxis) {
    self.rows = rows
    self.columns = columns
  }

  private static func candidates(_ extent: Int, _ reach: Int) -> [FourierAxis] {
    let tiles = FourierAxis.tiles(extent: extent, reach: reach, count: 1)
    let least = FourierAxis.leastSize(tiles, reach: reach)
    return PrimeFactors.catalog.filter { $0.size >= least && 2 * $0.size <= 3 * least + 8 }
      .map { FourierAxis(tiles: tiles, factors: $0, reach: reach) }
  }

  /// Powers of two always suffice.
  private static func fallback(_ map: MapShape, _ reachY: Int, _ reachX: Int) -> FourierGeometry {
    func axis(_ extent: Int, _ reach: Int) -> FourierAxis {
      FourierAxis(
        tiles: FourierAxis.tiles(extent: extent, reach: reach, count: extent),
        factors: PrimeFactors(first: .by15, last: .by16), reach: reach)
    }
    return FourierGeometry(rows: axis(map.height, reachY), columns: axis(map.width, reachX))
  }

  /// Relative time of one lane group.
  var cost: Double {
    let separation = 16.0 * Double(frequencies)
    var total = 0.0
    for row in rows.tiles {
      let pairs = Double((row.inputs.count + 1) / 2 + (row.outputs.count + 1) / 2)
      total += pairs * (columns.factors.cost + separation)
      total +=
        Double(frequencies) * (2 * rows.factors.cost + 6 * Double(rows.factors.size))
    }
    return total * Double(columns.tiles.count)
  }

  /// Floating-point operations of one image of one channel.
  var flops: Int {
    // Per frequency: four additions part a pair of rows, four join it again; 1 product is 2 + 2 · 2.
    let joining = 4 * frequencies
    var total = 0
    for row in rows.tiles {
      let inputPairs = (row.inputs.count + 1) / 2
      let outputPairs = (row.outputs.count + 1) / 2
      total += inputPairs * (columns.factors.flops + joining)
      total += outputPairs * (columns.factors.flops + joining + 2)
      total += frequencies * (2 * rows.factors.flops + 6 * rows.factors.size)
    }
    return total * columns.tiles.count
  }
}
