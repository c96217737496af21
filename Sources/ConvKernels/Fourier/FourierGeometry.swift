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

  /// The geometry of least cost, in tiles of which there may be so many given numbers only; `nil` where
  /// no transform is large enough.
  init?(_ shape: DepthwiseShape, rowTiles: Int? = nil, columnTiles: Int? = nil) {
    let map = shape.map
    var best: (geometry: FourierGeometry, cost: Double)?
    let columnCandidates = Self.candidates(
      extent: map.width, reach: min(shape.paddingX, map.width - 1), count: columnTiles,
      cost: \.cost)
    let rowCandidates = Self.candidates(
      extent: map.height, reach: min(shape.paddingY, map.height - 1), count: rowTiles,
      cost: \.convolutionCost)
    for rows in rowCandidates {
      for columns in columnCandidates {
        let geometry = FourierGeometry(rows: rows, columns: columns)
        let cost = geometry.cost
        if best.map({ cost < $0.cost }) ?? true { best = (geometry, cost) }
      }
    }
    guard let best else { return nil }
    self = best.geometry
  }

  private init(rows: FourierAxis, columns: FourierAxis) {
    self.rows = rows
    self.columns = columns
  }

  /// Tiles shorter than this would be read mostly for their surroundings.
  private static var shortestTile: Int { 24 }

  /// Every number of tiles, with the transforms that are large enough and that no larger one beats.
  private static func candidates(
    extent: Int, reach: Int, count: Int?, cost: (PrimeFactors) -> Double
  ) -> [FourierAxis] {
    let counts = count.map { $0...$0 } ?? 1...max(1, extent / shortestTile)
    return counts.flatMap { count -> [FourierAxis] in
      let tiles = FourierAxis.tiles(extent: extent, reach: reach, count: count)
      let least = FourierAxis.leastSize(tiles, reach: reach)
      var cheapest = Double.infinity
      var kept: [FourierAxis] = []
      for factors in PrimeFactors.catalog.reversed() where factors.size >= least {
        let cost = cost(factors)
        guard cost <= cheapest, tiles.allSatisfy({ $0.canEnd(factors) }) else { continue }
        cheapest = cost
        kept.append(FourierAxis(tiles: tiles, factors: factors, reach: reach))
      }
      return kept
    }
  }

  /// Relative time of one lane group of one image, in instructions.
  var cost: Double {
    let call = 60.0
    let frequencies = Double(frequencies)
    let pair = columns.factors.cost + Self.joinCost * frequencies + 3 * call
    let column = rows.factors.convolutionCost + 3 * call
    var total = 0.0
    for tile in rows.tiles {
      total += Double((tile.inputs.count + 1) / 2 + (tile.outputs.count + 1) / 2) * pair
      total += frequencies * column
    }
    return (total + Double(rows.tiles.count) * trafficCost) * Double(columns.tiles.count)
  }

  /// Instructions that part or join one frequency of a pair of rows.
  private static var joinCost: Double { 24 }

  /// What it costs that a tile's column buffer does not stay in the second cache level, in instructions.
  private var trafficCost: Double {
    let bytes = frequencies * columnSlots * pointFloats * MemoryLayout<Float>.size
    guard bytes > 384 << 10 else { return 0 }
    // Written, read and written, read.
    return 4 * Double(bytes) / 64 * Self.farLineCost
  }

  /// What it costs to fetch a cache line from the third cache level, in instructions.
  private static var farLineCost: Double { 12 }

  /// Floating-point operations of one image of one channel.
  var flops: Int {
    // Per frequency: four additions part a pair of rows, four join it again. A product is 2 + 2 · 2.
    let joining = 4 * frequencies
    var total = 0
    for tile in rows.tiles {
      let inputPairs = (tile.inputs.count + 1) / 2
      let outputPairs = (tile.outputs.count + 1) / 2
      total += inputPairs * (columns.factors.flops + joining)
      total += outputPairs * (columns.factors.flops + joining + 2)
      total += frequencies * (2 * rows.factors.flops + 6 * rows.factors.size)
    }
    return total * columns.tiles.count
  }
}
