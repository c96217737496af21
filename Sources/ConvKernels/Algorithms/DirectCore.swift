import ConvModel

/// The packed weights and the loop nest of `Direct`.
final class DirectCore: GroupCore {
  let margin: Int
  private let geometry: DirectGeometry
  /// [group][ky][kx][lane], reachable taps only.
  private let weights: AlignedBuffer<Float>
  private let bias: AlignedBuffer<Float>
  /// Accumulators of one row of tiles, tile by tile, row by row within.
  private let tiles: AlignedBuffer<Float>

  init(_ stage: Stage) {
    geometry = DirectGeometry(stage.outline)
    margin = geometry.columns - 1
    let channels = stage.shape.map.channels
    weights = LanePacking.pack(
      geometry.crop(stage), channels: channels,
      perChannel: geometry.kernelHeight * geometry.kernelWidth)
    bias = LanePacking.packBias(stage.bias, channels: channels)
    let tileCount = (geometry.width + tileColumns - 1) / tileColumns
    tiles = AlignedBuffer(
      uninitialized: geometry.usesWideTiles
        ? wideTileColumns * laneCount : tileCount * tileFloats)
  }

  var workspaceByteCount: Int { tiles.byteCount }
  var weightMemory: [UnsafeRawBufferPointer] { [weights.rawBytes, bias.rawBytes] }

  func run(group: Int, input: UnsafePointer<Float>, inputRowStride: Int, output: OutputPlane) {
    if geometry.usesWideTiles {
      runWide(group: group, input: input, inputRowStride: inputRowStride, output: output)
    } else {
      runTall(group: group, input: input, inputRowStride: inputRowStride, output: output)
    }
  }

  private func runWide(
    group: Int, input: UnsafePointer<Float>, inputRowStride: Int, output: OutputPlane
  ) {
    let kernelRowStride = geometry.kernelWidth &* laneCount
    let kernel =
      UnsafePointer(weights.pointer) + group &* geometry.kernelHeight &* kernelRowStride
    let shift = UnsafePointer(bias.pointer) + group &* laneCount
    for y in 0..<geometry.height {
      let rows = geometry.inputRows(y: y, rows: 1)
      let kernelRow = rows.lowerBound &- y &+ geometry.paddingY
      var x = 0
      while x < geometry.width {
        let columns = geometry.kernelColumns(x: x)
        let pixel = x &- geometry.paddingX &+ columns.lowerBound
        let call = TileRows(
          input: input + (rows.lowerBound &* inputRowStride &+ pixel &* laneCount),
          inputRowStride: inputRowStride,
          weights: kernel + (kernelRow &* kernelRowStride &+ columns.lowerBound &* laneCount),
          weightRowStride: kernelRowStride, rowCount: rows.count, steps: columns.count)
        let count = min(wideTileColumns, geometry.width &- x)
        if count == wideTileColumns, !output.accumulates {
          convolveWideTile(
            output.base + (y &* output.rowStride &+ x &* output.pixelStride),
            pixelStride: output.pixelStride, bias: shift, call)
        } else {
          convolveWideTile(tiles.pointer, pixelStride: laneCount, bias: shift, call)
          for column in 0..<count {
            output.put(loadLanes(tiles.pointer + column &* laneCount), y: y, x: x &+ column)
          }
        }
        x &+= wideTileColumns
      }
    }
  }

  private func runTall(
    group: Int, input: UnsafePointer<Float>, inputRowStride: Int, output: OutputPlane
  ) {
    let kernelRowStride = geometry.kernelWidth &* laneCount
    let kernel =
      UnsafePointer(weights.pointer) + group &* geometry.kernelHeight &* kernelRowStride
    let shift = loadLanes(bias.pointer + group &* laneCount)
    let accumulators = tiles.pointer
    var y = 0
    while y < geometry.height {
      let rows = min(tileRows, geometry.height &- y)
      accumulators.update(repeating: 0, count: tiles.count)
      geometry.forEachRun(y: y, rows: rows) { run in
        let kernelRow = run.firstInputRow &- y &+ geometry.paddingY &- run.tileRows.lowerBound
        var tile = accumulators + run.tileRows.lowerBound &* tileColumns &* laneCount
        var x = 0
        while x < geometry.width {
          let columns = run.kernelColumns.clamped(to: geometry.kernelColumns(x: x))
          if !columns.isEmpty {
            // In bounds: the margin covers kernel columns up to tileColumns − 1 pixels off the map.
            let pixel = x &- geometry.paddingX &+ columns.lowerBound
            let call = TileRows(
              input: input + (run.firstInputRow &* inputRowStride &+ pixel &* laneCount),
              inputRowStride: inputRowStride,
              weights: kernel + (kernelRow &* kernelRowStride &+ columns.lowerBound &* laneCount),
              weightRowStride: kernelRowStride, rowCount: run.inputRowCount,
              steps: columns.count)
            switch run.tileRows.count {
            #if !LKB_PORTABLE
              case 3: accumulateTile3(tile, call)
            #endif
            case 2: accumulateTile2(tile, call)
            default: accumulateTile1(tile, call)
            }
          }
          tile += tileFloats
          x &+= tileColumns
        }
      }
      storeTiles(plus: shift, y: y, rows: rows, output: output)
      y &+= tileRows
    }
  }

  @inline(__always)
  private func storeTiles(plus shift: Lanes, y: Int, rows: Int, output: OutputPlane) {
    for row in 0..<rows {
      var tile = tiles.pointer + row &* tileColumns &* laneCount
      var x = 0
      while x < geometry.width {
        for column in 0..<min(tileColumns, geometry.width &- x) {
          output.put(
            loadLanes(tile + column &* laneCount) + shift, y: y &+ row, x: x &+ column)
        }
        tile += tileFloats
        x &+= tileColumns
      }
    }
  }
}

/// Floats of one tile's accumulators.
private let tileFloats = tileRows * tileColumns * laneCount

extension DirectGeometry {
  /// The reachable weights, [channel][ky][kx]; allocates.
  func crop(_ stage: Stage) -> [Float] {
    guard cropY > 0 || cropX > 0 else { return stage.weights }
    let shape = stage.shape
    var kept: [Float] = []
    kept.reserveCapacity(shape.map.channels * kernelHeight * kernelWidth)
    for channel in 0..<shape.map.channels {
      for row in cropY..<cropY + kernelHeight {
        let start = (channel * shape.kernelHeight + row) * shape.kernelWidth + cropX
        kept += stage.weights[start..<start + kernelWidth]
      }
    }
    return kept
  }
}
