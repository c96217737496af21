import ConvModel

/// The packed diagonals, the accumulators and the loop nest of `Toeplitz`.
final class PreparedToeplitz: PreparedKernel {
  private let geometry: ToeplitzGeometry
  private let map: MapShape
  private let slice: TensorSlice
  private let accumulates: Bool
  private let order: TurnOrder
  private let isPlanar: Bool
  private let pixelStride: Int
  /// Groups that do not lie in the tensor as whole vectors and whole blocks.
  private let plane: StagedPlane
  /// [group][kernel row][diagonal][lane], zero outside the kernel.
  private let weights: AlignedBuffer<Float>
  private let bias: AlignedBuffer<Float>
  private let pairs: AlignedBuffer<ToeplitzPair>
  /// Outputs of two groups, [y][x][lane], each after a vector that `put` may read: one is computed while
  /// the other is written out.
  private let outputs: AlignedBuffer<Float>
  private let outputFloats: Int
  private let transfer: AlignedBuffer<RowTransfer>

  init(_ stage: Stage, slice: TensorSlice) {
    let geometry = ToeplitzGeometry(stage.shape)
    self.geometry = geometry
    self.slice = slice
    map = stage.shape.map
    accumulates = stage.accumulates
    order = TurnOrder(map, unitCount: LanePacking.groupCount(map.channels))
    isPlanar = slice.layout == .nchw
    pixelStride = slice.pixelStride
    plane = StagedPlane(map: stage.shape.map, slice: slice, margin: toeplitzBlock - 1)
    let channels = stage.shape.map.channels
    weights = LanePacking.pack(
      geometry.diagonals(stage), channels: channels,
      perChannel: geometry.kernelRowCount * geometry.diagonalCount)
    bias = LanePacking.packBias(stage.bias, channels: channels)
    pairs = AlignedBuffer(geometry.blockPairs)
    outputFloats = (geometry.height * geometry.blockCount * toeplitzBlock + 2) * laneCount
    outputs = AlignedBuffer(repeating: 0, count: 2 * outputFloats)
    transfer = AlignedBuffer(
      repeating: RowTransfer(
        source: UnsafePointer(outputs.pointer), staged: outputs.pointer,
        finished: outputs.pointer, output: outputs.pointer,
        nextBias: UnsafePointer(bias.pointer), pixelStride: slice.pixelStride),
      count: 1)
  }

  var workspaceByteCount: Int { plane.memory.byteCount + outputs.byteCount }
  var weightByteCount: Int { weightMemory.reduce(0) { $0 + $1.count } }
  var weightMemory: [UnsafeRawBufferPointer] {
    [weights.rawBytes, bias.rawBytes, pairs.rawBytes]
  }

  func run(input: UnsafePointer<Float>, output: UnsafeMutablePointer<Float>) {
    let turns = order.turnCount
    let storedWidth = geometry.blockCount &* toeplitzBlock
    let isEven = storedWidth == map.width
    let transfer = transfer.pointer
    transfer.pointee.outputCount = 0
    for turn in 0..<min(2, turns) {
      fillPixels(
        accumulators(turn: turn),
        with: loadLanes(bias.pointer + order.position(turn).unit &* laneCount),
        count: geometry.height &* storedWidth)
    }
    for turn in 0..<turns {
      let (group, image) = order.position(turn)
      let isWhole = !isPlanar && isEven && (group &+ 1) &* laneCount <= map.channels
      let offset = isWhole ? slice.planeOffset(image: image, channel: group &* laneCount) : 0
      let target = accumulators(turn: turn)
      let ahead = Lookahead(order, turn: turn, slice, input: input, output: output)
      if isWhole {
        multiply(
          group: group, input: input + offset, pixelStride: pixelStride,
          rowStride: map.width &* pixelStride, target, ahead)
      } else {
        plane.load(input, image: image, group: group)
        multiply(
          group: group, input: UnsafePointer(plane.origin), pixelStride: laneCount,
          rowStride: plane.rowStride, target, ahead)
      }
      finish(transfer)
      let nextGroup = order.position(min(turn &+ 2, turns &- 1)).unit
      let nextBias = UnsafePointer(bias.pointer) + nextGroup &* laneCount
      if isWhole, !accumulates {
        transfer.pointee.finished = target
        transfer.pointee.output = output + offset
        transfer.pointee.outputCount = map.height &* map.width
        transfer.pointee.nextBias = nextBias
      } else {
        put(target, output, image: image, group: group)
        fillPixels(
          target, with: loadLanes(nextBias), count: geometry.height &* storedWidth)
      }
    }
    finish(transfer)
  }

  /// Accumulators of every second group.
  @inline(__always)
  private func accumulators(turn: Int) -> UnsafeMutablePointer<Float> {
    outputs.pointer + ((turn & 1) &* outputFloats &+ laneCount)
  }

  @inline(__always)
  private func multiply(
    group: Int, input: UnsafePointer<Float>, pixelStride: Int, rowStride: Int,
    _ accumulators: UnsafeMutablePointer<Float>, _ ahead: Lookahead
  ) {
    let diagonals = geometry.diagonalCount &* laneCount
    let kernel = UnsafePointer(weights.pointer) + group &* geometry.kernelRowCount &* diagonals
    let outputStride = geometry.blockCount &* toeplitzBlock &* laneCount
    for y in 0..<geometry.height {
      advance(transfer.pointer, quota: map.width)
      ahead.fetch(rows: y..<y &+ 1, columns: 0..<map.width)
      let rows = geometry.outputRows(y)
      let kernelRow = kernel + (y &- rows.lowerBound &+ geometry.reachY) &* diagonals
      var pair = UnsafePointer(pairs.pointer)
      let end = pair + pairs.count
      while pair < end {
        // In bounds: distance −6 of the first block is at least −centre, +6 of the last at most centre.
        let diagonal =
          geometry.centre &+ (pair.pointee.input &- pair.pointee.output) &* toeplitzBlock
          &- (toeplitzBlock &- 1)
        accumulateToeplitz(
          accumulators + rows.lowerBound &* outputStride
            + pair.pointee.output &* toeplitzBlock &* laneCount,
          ToeplitzRows(
            input: input + y &* rowStride + pair.pointee.input &* toeplitzBlock &* pixelStride,
            inputStride: pixelStride, weights: kernelRow + diagonal &* laneCount,
            weightRowStride: diagonals, accumulatorRowStride: outputStride,
            rowCount: rows.count, shape: pair.pointee.shape))
        pair += 1
      }
    }
  }

  private func put(
    _ source: UnsafeMutablePointer<Float>, _ output: UnsafeMutablePointer<Float>, image: Int,
    group: Int
  ) {
    let stride = geometry.blockCount &* toeplitzBlock &* laneCount
    for y in 0..<map.height {
      slice.put(
        source + y &* stride, PixelRow(y: y, firstPixel: 0, pixelCount: map.width), output,
        image: image, group: group, channelCount: plane.channelCount(group: group),
        accumulates: accumulates)
    }
  }
}
