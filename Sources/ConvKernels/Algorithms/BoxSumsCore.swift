import ConvModel

/// The packed cell weights, the scratch rows and the loop nest of `BoxSums`.
final class BoxSumsCore: GroupCore {
  let margin: Int
  private let geometry: BoxSumsGeometry
  /// [group][a][b][lane]; rows of cells padded with zeros to a whole pass.
  private let weights: AlignedBuffer<Float>
  private let bias: AlignedBuffer<Float>
  private let groupStride: Int
  /// Horizontal sums of one input row, [length][pixel from −margin][lane]; length 1 is a copy.
  private let sums: AlignedBuffer<Float>
  /// Where each cell's sums lie from those of pixel 0, in floats.
  private let cellOffsets: AlignedBuffer<Int>
  /// First and end cell of each tile.
  private let tileCells: [Range<Int>]
  private let passes: [Range<Int>]
  private let passRows: [Range<Int>]
  /// Kept rows of one pass, [a][row][pixel][lane].
  private let kept: AlignedBuffer<Float>
  private let keptStride: Int
  /// Outputs of the group before bias, [y][x][lane].
  private let outputs: AlignedBuffer<Float>

  init?(_ stage: Stage) {
    guard let geometry = BoxSumsGeometry(stage.outline) else { return nil }
    self.geometry = geometry
    margin = geometry.margin
    let count = geometry.runs.count
    let channels = stage.shape.map.channels
    let paddedRows = count + BoxSumsGeometry.rowsPerPass
    groupStride = paddedRows * count * laneCount
    weights = LanePacking.pack(
      Self.padded(stage.weights, channels: channels, cells: count, rows: paddedRows),
      channels: channels, perChannel: paddedRows * count)
    bias = LanePacking.packBias(stage.bias, channels: channels)
    let sumStride = (geometry.width + 2 * geometry.margin) * laneCount
    sums = AlignedBuffer(repeating: 0, count: geometry.lengths.count * sumStride)
    cellOffsets = AlignedBuffer(
      zip(geometry.runs, geometry.offsets).map { run, offset in
        (geometry.lengths.firstIndex(of: run) ?? 0) * sumStride + offset * laneCount
      })
    tileCells = stride(from: 0, to: geometry.width, by: tileColumns).map {
      geometry.columnCells(x: $0)
    }
    passes = geometry.passes
    passRows = passes.map { geometry.inputRows($0) }
    let keptRows = geometry.height + (geometry.runs.max() ?? 1)
    keptStride = keptRows * geometry.storedWidth * laneCount
    kept = AlignedBuffer(repeating: 0, count: BoxSumsGeometry.rowsPerPass * keptStride)
    outputs = AlignedBuffer(
      uninitialized: geometry.height * geometry.storedWidth * laneCount)
  }

  var workspaceByteCount: Int { sums.byteCount + kept.byteCount + outputs.byteCount }
  var weightMemory: [UnsafeRawBufferPointer] { [weights.rawBytes, bias.rawBytes] }

  func run(group: Int, input: UnsafePointer<Float>, inputRowStride: Int, output: OutputPlane) {
    outputs.pointer.update(repeating: 0, count: outputs.count)
    for index in passes.indices {
      let pass = passes[index]
      kept.pointer.update(repeating: 0, count: kept.count)
      for row in passRows[index] {
        sumRow(input + row &* inputRowStride)
        multiply(group: group, pass: pass, row: row)
      }
      for cell in pass { addVertically(cell, slot: cell &- pass.lowerBound) }
    }
    let shift = loadLanes(bias.pointer + group &* laneCount)
    for y in 0..<geometry.height {
      var source = outputs.pointer + y &* geometry.storedWidth &* laneCount
      for x in 0..<geometry.width {
        output.put(loadLanes(source) + shift, y: y, x: x)
        source += laneCount
      }
    }
  }

  private var sumStride: Int { (geometry.width &+ 2 &* margin) &* laneCount }

  /// Builds the sums of every length over one input row.
  private func sumRow(_ row: UnsafePointer<Float>) {
    // Invariant: the right margin of every length stays zero; sums there have no pixel under them.
    sums.pointer.update(from: row - margin &* laneCount, count: sumStride)
    for step in geometry.sumSteps {
      addRows(
        sums.pointer + step.target &* sumStride, sums.pointer + step.first &* sumStride,
        sums.pointer + (step.rest &* sumStride &+ step.shift &* laneCount),
        pixels: geometry.sumPixels)
    }
  }

  /// Multiplies one input row's sums by every row of cells of a pass.
  private func multiply(group: Int, pass: Range<Int>, row: Int) {
    let stride = geometry.runs.count &* laneCount
    let slots = max(0, (pass.count &+ tileRows &- 1) / tileRows)
    for slot in 0..<slots {
      let first = slot &* tileRows
      let kernel =
        UnsafePointer(weights.pointer) + group &* groupStride
        + (pass.lowerBound &+ first) &* stride
      // Every slot of a pass keeps row r at the same place: −(longest run) comes first.
      var target =
        kept.pointer + first &* keptStride
        + (row &+ keptOrigin) &* geometry.storedWidth &* laneCount
      var pixel = UnsafePointer(sums.pointer) + margin &* laneCount
      for cells in tileCells {
        accumulateCells(
          target, resultStride: keptStride,
          CellTile(
            sums: pixel, offsets: UnsafePointer(cellOffsets.pointer), weights: kernel,
            weightRowStride: stride, firstCell: cells.lowerBound, endCell: cells.upperBound))
        target += tileColumns &* laneCount
        pixel += tileColumns &* laneCount
      }
    }
  }

  /// Index of input row 0 among the kept rows.
  private var keptOrigin: Int {
    keptStride / (geometry.storedWidth &* laneCount) &- geometry.height
  }

  /// Adds a row of cells to the outputs, doubling its kept rows in place between the bits of its run.
  private func addVertically(_ cell: Int, slot: Int) {
    let rowFloats = geometry.storedWidth &* laneCount
    let origin = kept.pointer + slot &* keptStride + keptOrigin &* rowFloats
    geometry.forEachVerticalStep(cell) { isDoubling, span, rows in
      guard rows > 0 else { return }
      if isDoubling {
        let first = origin + geometry.firstKeptRow(cell: cell) &* rowFloats
        addRows(first, first, first + span &* rowFloats, pixels: rows &* geometry.storedWidth)
      } else {
        let low = geometry.outputRows(cell: cell, taken: span).lowerBound
        let target = outputs.pointer + low &* rowFloats
        let source = origin + (low &+ geometry.offsets[cell] &+ span) &* rowFloats
        addRows(target, target, source, pixels: rows &* geometry.storedWidth)
      }
    }
  }

  /// [channel][a][b] with zero rows of cells after the last.
  private static func padded(
    _ values: [Float], channels: Int, cells: Int, rows: Int
  ) -> [Float] {
    var result: [Float] = []
    result.reserveCapacity(channels * rows * cells)
    for channel in 0..<channels {
      result += values[channel * cells * cells..<(channel + 1) * cells * cells]
      result += Array(repeating: 0, count: (rows - cells) * cells)
    }
    return result
  }
}
