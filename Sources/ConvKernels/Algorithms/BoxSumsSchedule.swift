import ConvModel

/// Everything of `BoxSums` that depends on the shape alone, flattened so that the run follows lists.
struct BoxSumsSchedule {
  let rows: AlignedBuffer<BoxRow>
  let products: AlignedBuffer<BoxProduct>
  /// Horizontal sums of any row, from pixel 0 of the sums of length 1.
  let spans: AlignedBuffer<SumSpan>
  /// Where each cell's sums lie from there, in floats.
  let cellOffsets: AlignedBuffer<Int>
  /// Tiles of one, two and three rows of cells.
  let tiles: [AlignedBuffer<CellSpan>]

  init(_ geometry: BoxSumsGeometry) {
    let sumStride = geometry.sumStride
    spans = AlignedBuffer(
      geometry.sumSteps.flatMap { step in
        step.pixels.map { pixels in
          SumSpan(
            target: Int32(step.target * sumStride + pixels.lowerBound * laneCount),
            left: Int32(step.first * sumStride + pixels.lowerBound * laneCount),
            right: Int32(step.rest * sumStride + (pixels.lowerBound + step.shift) * laneCount),
            pixels: Int32(pixels.count))
        }
      })
    // A run without a length meets no pixel: no tile has its cell.
    cellOffsets = AlignedBuffer(
      zip(geometry.runs, geometry.offsets).map { run, offset in
        (geometry.lengths.firstIndex(of: run) ?? 0) * sumStride + offset * laneCount
      })
    tiles = cellColumns.indices.map { AlignedBuffer(geometry.tiles(rows: $0 + 1)) }
    var rows: [BoxRow] = []
    var products: [BoxProduct] = []
    var weights = 0
    for rowClass in geometry.classes {
      for row in rowClass.rows {
        let active = geometry.activeCells(rowClass, row: row)
        if active.isEmpty { continue }
        let power = BoxSumsGeometry.largestPower(upTo: rowClass.run)
        let extra = (row + power..<row + rowClass.run).clamped(to: 0..<geometry.height)
        var place = active.lowerBound
        while place < active.upperBound {
          let count = BoxSumsGeometry.tileRows(left: active.upperBound - place)
          let targets = (0..<3).map { index in
            let cell = rowClass.cells[min(place + index, active.upperBound - 1)]
            return (row - geometry.offsets[cell]) * geometry.storedWidth * laneCount
          }
          products.append(
            BoxProduct(
              rows: count, row0: targets[0], row1: targets[1], row2: targets[2],
              weights: weights + place * geometry.runs.count * laneCount,
              tiles: UnsafePointer(tiles[count - 1].pointer), tileCount: tiles[count - 1].count))
          place += count
        }
        rows.append(
          BoxRow(
            power: power, row: row, firstExtra: extra.lowerBound, endExtra: extra.upperBound,
            endProduct: products.count))
      }
      weights += rowClass.cells.count * geometry.runs.count * laneCount
    }
    self.rows = AlignedBuffer(rows)
    self.products = AlignedBuffer(products)
  }

  var byteCount: Int {
    rows.byteCount + products.byteCount + spans.byteCount + cellOffsets.byteCount
      + tiles.reduce(0) { $0 + $1.byteCount }
  }
}

/// One row of vertical sums and what is done with it.
struct BoxRow: BitwiseCopyable {
  /// Rows summed by doubling, from `row` on.
  var power: Int
  var row: Int
  /// Input rows to be added to those.
  var firstExtra: Int
  var endExtra: Int
  /// End of the row's products; they begin where the row before ends.
  var endProduct: Int
}

/// One to three rows of cells times a row of sums.
struct BoxProduct: BitwiseCopyable {
  /// Rows of cells.
  var rows: Int
  /// Output rows, in floats.
  var row0: Int
  var row1: Int
  var row2: Int
  /// The first row of cells, in floats from the group's weights.
  var weights: Int
  /// The tiles of so many rows of cells; the schedule keeps them alive.
  var tiles: UnsafePointer<CellSpan>
  var tileCount: Int
}
