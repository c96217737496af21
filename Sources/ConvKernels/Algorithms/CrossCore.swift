import ConvModel

/// The packed bars and the loop nest of `Cross`.
final class CrossCore: GroupCore {
  let margin = toeplitzBlock - 1 + CrossGeometry.bandReach
  private let geometry: CrossGeometry
  /// [group][kernel row][5][lane]; zero in the wide rows.
  private let band: AlignedBuffer<Float>
  /// [group][wide row][diagonal][lane].
  private let wide: AlignedBuffer<Float>
  private let bias: AlignedBuffer<Float>
  private let tile: AlignedBuffer<Float>
  private let inputBlocks: [BlockSpan]
  private let bandRows: [Range<Int>]

  init?(_ stage: Stage) {
    guard let geometry = CrossGeometry(stage.outline) else { return nil }
    self.geometry = geometry
    let channels = stage.shape.map.channels
    band = LanePacking.pack(
      geometry.bandWeights(stage), channels: channels,
      perChannel: geometry.bandRowCount * stripeColumns)
    wide = LanePacking.pack(
      geometry.wideWeights(stage), channels: channels,
      perChannel: geometry.wideRows.count * geometry.diagonalCount)
    bias = LanePacking.packBias(stage.bias, channels: channels)
    tile = AlignedBuffer(uninitialized: toeplitzBlock * laneCount)
    inputBlocks = (0..<geometry.blockCount).map { geometry.inputBlocks($0) }
    bandRows = geometry.bandRows
  }

  var workspaceByteCount: Int { tile.byteCount }
  var weightMemory: [UnsafeRawBufferPointer] { [band.rawBytes, wide.rawBytes, bias.rawBytes] }

  func run(
    group: Int, input: UnsafePointer<Float>, inputRowStride: Int, output: OutputPlane,
    ahead: Lookahead
  ) {
    let shift = loadLanes(bias.pointer + group &* laneCount)
    let accumulators = tile.pointer
    // Blocks outside, rows inside: the columns of the map that a vertical bar sees stay in L1.
    for block in 0..<geometry.blockCount {
      let x = block &* toeplitzBlock
      let count = min(toeplitzBlock, geometry.width &- x)
      let column = input + x &* laneCount
      for y in 0..<geometry.height {
        ahead.fetch(rows: y..<y &+ 1, columns: x..<x &+ count)
        for slot in 0..<toeplitzBlock { store(shift, accumulators + slot &* laneCount) }
        let row = column + y &* inputRowStride
        for rows in bandRows {
          addBand(geometry.clipped(rows, y: y), group: group, row: row, stride: inputRowStride)
        }
        if !geometry.wideRows.isEmpty {
          addWide(block: block, y: y, group: group, row: row, stride: inputRowStride)
        }
        for slot in 0..<count {
          output.put(loadLanes(accumulators + slot &* laneCount), y: y, x: x &+ slot)
        }
      }
    }
  }

  /// Adds the kernel rows at `distances`; `row` is the output's own place in the input.
  @inline(__always)
  private func addBand(
    _ distances: Range<Int>, group: Int, row: UnsafePointer<Float>, stride: Int
  ) {
    if distances.isEmpty { return }
    let first = distances.lowerBound
    let kernelRow = group &* geometry.bandRowCount &+ first &+ geometry.reachY
    // In bounds: the margin covers the band on either side of a block that reaches past the map.
    accumulateStripe(
      tile.pointer,
      StripeRows(
        input: row + (first &* stride &- CrossGeometry.bandReach &* laneCount),
        inputRowStride: stride, weights: band.pointer + kernelRow &* stripeColumns &* laneCount,
        weightRowStride: stripeColumns &* laneCount, rowCount: distances.count))
  }

  @inline(__always)
  private func addWide(
    block: Int, y: Int, group: Int, row: UnsafePointer<Float>, stride: Int
  ) {
    let distances = geometry.clipped(geometry.wideRows, y: y)
    if distances.isEmpty { return }
    let rowStride = geometry.diagonalCount &* laneCount
    let first = distances.lowerBound
    let kernelRow = group &* geometry.wideRows.count &+ first &- geometry.wideRows.lowerBound
    // Distance −6 of the output's own block.
    let own = geometry.centre &- (toeplitzBlock &- 1)
    let blocks = inputBlocks[block]
    var call = StripeRows(
      input: row + first &* stride, inputRowStride: stride,
      weights: wide.pointer + (kernelRow &* rowStride &+ own &* laneCount),
      weightRowStride: rowStride, rowCount: distances.count)
    let start = (blocks.whole.lowerBound &- block) &* toeplitzBlock &* laneCount
    call.input += start
    call.weights += start
    accumulateBlocks(tile.pointer, blockCount: blocks.whole.count, call)
    let length = toeplitzBlock &* laneCount
    if blocks.hasLeftEnd {
      var end = call
      end.input -= length
      end.weights -= length
      accumulateLeftEnd(tile.pointer, end)
    }
    if blocks.hasRightEnd {
      call.input += blocks.whole.count &* length
      call.weights += blocks.whole.count &* length
      accumulateRightEnd(tile.pointer, call)
    }
  }
}

extension CrossGeometry {
  /// [channel][kernel row][5], zero in the wide rows and where the kernel has no tap; allocates.
  func bandWeights(_ stage: Stage) -> [Float] {
    let shape = stage.shape
    let reach = min(Self.bandReach, shape.paddingX)
    var result = [Float](
      repeating: 0, count: shape.map.channels * bandRowCount * stripeColumns)
    for channel in 0..<shape.map.channels {
      for dy in -reachY...reachY where !wideRows.contains(dy) {
        let source = (channel * shape.kernelHeight + dy + paddingY) * shape.kernelWidth
        let target = (channel * bandRowCount + dy + reachY) * stripeColumns + Self.bandReach
        for dx in -reach...reach {
          result[target + dx] = stage.weights[source + shape.paddingX + dx]
        }
      }
    }
    return result
  }

  /// [channel][wide row][diagonal], zero where the kernel has no tap; allocates.
  func wideWeights(_ stage: Stage) -> [Float] {
    let shape = stage.shape
    var result = [Float](
      repeating: 0, count: shape.map.channels * wideRows.count * diagonalCount)
    for channel in 0..<shape.map.channels {
      for (index, dy) in wideRows.enumerated() {
        let source = (channel * shape.kernelHeight + dy + paddingY) * shape.kernelWidth
        let target = (channel * wideRows.count + index) * diagonalCount + centre
        for dx in -reachX...reachX {
          result[target + dx] = stage.weights[source + shape.paddingX + dx]
        }
      }
    }
    return result
  }
}
