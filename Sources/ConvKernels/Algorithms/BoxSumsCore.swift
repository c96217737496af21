import ConvModel

/// The packed cell weights, the scratch rows and the loop nest of `BoxSums`.
final class BoxSumsCore: GroupCore {
  let margin = 0
  private let geometry: BoxSumsGeometry
  /// [group][class][a of the class][b][lane].
  private let weights: AlignedBuffer<Float>
  private let bias: AlignedBuffer<Float>
  private let groupStride: Int
  /// Horizontal sums of one row, [length][pixel from −margin][lane].
  private let sums: AlignedBuffer<Float>
  /// Where each cell's sums lie from those of pixel 0, in floats.
  private let cellOffsets: AlignedBuffer<Int>
  /// Tiles of one, two and three rows of cells.
  private let tiles: [AlignedBuffer<CellSpan>]
  /// Vertical sums of as many rows as the largest power of two reached, [row from 1 − longest][x][lane].
  private let vertical: AlignedBuffer<Float>
  /// Outputs of the group, [y][x][lane].
  private let outputs: AlignedBuffer<Float>

  init?(_ stage: Stage) {
    guard let geometry = BoxSumsGeometry(stage.outline) else { return nil }
    self.geometry = geometry
    let count = geometry.runs.count
    let channels = stage.shape.map.channels
    let order = geometry.classes.flatMap(\.cells)
    groupStride = order.count * count * laneCount
    weights = LanePacking.pack(
      Self.reordered(stage.weights, channels: channels, cells: count, order: order),
      channels: channels, perChannel: order.count * count)
    bias = LanePacking.packBias(stage.bias, channels: channels)
    let sumStride = (geometry.width + 2 * geometry.margin) * laneCount
    sums = AlignedBuffer(repeating: 0, count: geometry.lengths.count * sumStride)
    cellOffsets = AlignedBuffer(
      zip(geometry.runs, geometry.offsets).map { run, offset in
        (geometry.lengths.firstIndex(of: run) ?? 0) * sumStride + offset * laneCount
      })
    tiles = cellColumns.indices.map { AlignedBuffer(geometry.tiles(rows: $0 + 1)) }
    vertical = AlignedBuffer(
      uninitialized: (geometry.height + geometry.longestRun) * geometry.width * laneCount)
    outputs = AlignedBuffer(
      uninitialized: geometry.height * geometry.storedWidth * laneCount)
  }

  var workspaceByteCount: Int { sums.byteCount + vertical.byteCount + outputs.byteCount }
  var weightMemory: [UnsafeRawBufferPointer] { [weights.rawBytes, bias.rawBytes] }

  func run(group: Int, input: UnsafePointer<Float>, inputRowStride: Int, output: OutputPlane) {
    let shift = loadLanes(bias.pointer + group &* laneCount)
    var index = 0
    while index < outputs.count {
      store(shift, outputs.pointer + index)
      index &+= laneCount
    }
    var power = 1
    var kernel = UnsafePointer(weights.pointer) + group &* groupStride
    for rowClass in geometry.classes {
      let needed = BoxSumsGeometry.largestPower(upTo: rowClass.run)
      while power < needed {
        double(power, input: input, inputRowStride: inputRowStride)
        power &*= 2
      }
      for row in rowClass.rows {
        let active = geometry.activeCells(rowClass, row: row)
        if active.isEmpty { continue }
        sumColumns(rowClass.run, power: power, row: row, input: input, inputRowStride: inputRowStride)
        sumRow()
        multiply(rowClass, active: active, row: row, kernel: kernel)
      }
      kernel += rowClass.cells.count &* geometry.runs.count &* laneCount
    }
    for y in 0..<geometry.height {
      var source = outputs.pointer + y &* geometry.storedWidth &* laneCount
      for x in 0..<geometry.width {
        output.put(loadLanes(source), y: y, x: x)
        source += laneCount
      }
    }
  }

  private var sumStride: Int { (geometry.width &+ 2 &* geometry.margin) &* laneCount }
  private var rowFloats: Int { geometry.width &* laneCount }
  /// Vertical sums that start at input row 0.
  private var verticalOrigin: UnsafeMutablePointer<Float> {
    vertical.pointer + (geometry.longestRun &- 1) &* rowFloats
  }

  /// Turns the vertical sums of `power` rows into sums of twice as many, in place.
  private func double(_ power: Int, input: UnsafePointer<Float>, inputRowStride: Int) {
    let origin = verticalOrigin
    for row in 1 &- 2 &* power..<geometry.height {
      let target = origin + row &* rowFloats
      let isFirst = power == 1
      let upper = isFirst ? input + row &* inputRowStride : UnsafePointer(target)
      let lower =
        isFirst
        ? input + (row &+ power) &* inputRowStride
        : UnsafePointer(origin) + (row &+ power) &* rowFloats
      if row <= -power {
        target.update(from: lower, count: rowFloats)
      } else if row &+ power < geometry.height {
        addRows(target, upper, lower, pixels: geometry.width)
      } else if isFirst {
        target.update(from: upper, count: rowFloats)
      }
    }
  }

  /// Writes the sums of `run` rows from `row` on to the row of sums of length 1.
  private func sumColumns(
    _ run: Int, power: Int, row: Int, input: UnsafePointer<Float>, inputRowStride: Int
  ) {
    let target = sums.pointer + geometry.margin &* laneCount
    let isInput = power == 1
    if row > -power {
      let source =
        isInput ? input + row &* inputRowStride : UnsafePointer(verticalOrigin) + row &* rowFloats
      target.update(from: source, count: rowFloats)
    } else {
      target.update(repeating: 0, count: rowFloats)
    }
    for extra in power..<max(power, run) {
      let y = row &+ extra
      if y >= 0, y < geometry.height {
        addRows(target, target, input + y &* inputRowStride, pixels: geometry.width)
      }
    }
  }

  /// Builds the sums of every length over the row of sums of length 1.
  private func sumRow() {
    let origin = sums.pointer + geometry.margin &* laneCount
    for step in geometry.sumSteps {
      for pixels in step.pixels {
        let pixel = pixels.lowerBound &* laneCount
        addRows(
          origin + (step.target &* sumStride &+ pixel), origin + (step.first &* sumStride &+ pixel),
          origin + (step.rest &* sumStride &+ pixel &+ step.shift &* laneCount),
          pixels: pixels.count)
      }
    }
  }

  /// Multiplies one row's sums by the active rows of cells of a class and adds them to their outputs.
  private func multiply(
    _ rowClass: BoxSumsGeometry.RowClass, active: Range<Int>, row: Int,
    kernel: UnsafePointer<Float>
  ) {
    let stride = geometry.runs.count &* laneCount
    var place = active.lowerBound
    while place < active.upperBound {
      let count = BoxSumsGeometry.tileRows(left: active.upperBound &- place)
      let tiles = tiles[count &- 1]
      let call = CellRows(
        sums: UnsafePointer(sums.pointer) + geometry.margin &* laneCount,
        offsets: UnsafePointer(cellOffsets.pointer), weights: kernel + place &* stride,
        weightRowStride: stride, tiles: UnsafePointer(tiles.pointer), tileCount: tiles.count)
      let row0 = outputRow(rowClass, place: place, row: row)
      let row1 = count > 1 ? outputRow(rowClass, place: place &+ 1, row: row) : row0
      switch count {
      #if !LKB_PORTABLE
        case 3:
          accumulateCells3(row0, row1, outputRow(rowClass, place: place &+ 2, row: row), call)
      #endif
      case 2: accumulateCells2(row0, row1, call)
      default: accumulateCells1(row0, call)
      }
      place &+= count
    }
  }

  /// The output row to which the sums from input row `row` on belong for a cell of a class.
  @inline(__always)
  private func outputRow(
    _ rowClass: BoxSumsGeometry.RowClass, place: Int, row: Int
  ) -> UnsafeMutablePointer<Float> {
    let y = row &- geometry.offsets[rowClass.cells[place]]
    return outputs.pointer + y &* geometry.storedWidth &* laneCount
  }

  /// [channel][class][a of the class][b].
  private static func reordered(
    _ values: [Float], channels: Int, cells: Int, order: [Int]
  ) -> [Float] {
    var result: [Float] = []
    result.reserveCapacity(channels * order.count * cells)
    for channel in 0..<channels {
      for cell in order {
        let start = (channel * cells + cell) * cells
        result += values[start..<start + cells]
      }
    }
    return result
  }
}
