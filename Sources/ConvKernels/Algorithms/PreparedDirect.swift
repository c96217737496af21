import ConvModel

/// The packed weights, the scratch rows and the loop nest of `Direct`.
final class PreparedDirect: PreparedKernel {
  private let geometry: DirectGeometry
  private let map: MapShape
  private let slice: TensorSlice
  private let accumulates: Bool
  /// Over pairs of lane groups.
  private let order: TurnOrder
  /// Two neighbouring lane groups: one cache line of each pixel.
  private let planes: InlineArray<2, StagedPlane>
  /// [group][ky][kx][lane], reachable taps only.
  private let weights: AlignedBuffer<Float>
  private let bias: AlignedBuffer<Float>
  /// Accumulators of two output rows, block by block, each after a vector that `put` may read: one is
  /// computed while the other is written out.
  private let rows: AlignedBuffer<Float>
  private let rowFloats: Int
  private let transfer: AlignedBuffer<RowTransfer>
  private let steps: AlignedBuffer<BandStep>
  private let runs: AlignedBuffer<StepRun>
  private let isPlanar: Bool
  private let pixelStride: Int
  private let stagedStride: Int

  /// Consecutive kernel rows and their steps.
  private struct StepRun: BitwiseCopyable {
    let firstRow: Int
    let endRow: Int
    let firstStep: Int
    let stepCount: Int
  }

  init(_ stage: Stage, slice: TensorSlice) {
    let geometry = DirectGeometry(stage.outline)
    self.geometry = geometry
    self.slice = slice
    isPlanar = slice.layout == .nchw
    pixelStride = slice.pixelStride
    map = stage.shape.map
    accumulates = stage.accumulates
    order = TurnOrder(
      stage.shape.map, unitCount: (LanePacking.groupCount(stage.shape.map.channels) + 1) / 2)
    let map = stage.shape.map
    let margin = geometry.margin
    planes = InlineArray { _ in StagedPlane(map: map, slice: slice, margin: margin) }
    stagedStride = planes[0].rowStride
    weights = LanePacking.pack(
      geometry.crop(stage), channels: map.channels,
      perChannel: geometry.kernelHeight * geometry.kernelWidth)
    bias = LanePacking.packBias(stage.bias, channels: map.channels)
    rowFloats = (geometry.accumulatorPixels + 2) * laneCount
    rows = AlignedBuffer(repeating: 0, count: 2 * rowFloats)
    transfer = AlignedBuffer(
      repeating: RowTransfer(
        source: UnsafePointer(rows.pointer), staged: rows.pointer, finished: rows.pointer,
        output: rows.pointer, nextBias: UnsafePointer(bias.pointer),
        pixelStride: slice.pixelStride),
      count: 1)
    var steps: [BandStep] = []
    var runs: [StepRun] = []
    for run in geometry.runs where !run.span.isEmpty {
      let first = steps.count
      steps += geometry.steps(run.span)
      runs.append(
        StepRun(
          firstRow: run.kernelRows.lowerBound, endRow: run.kernelRows.upperBound,
          firstStep: first, stepCount: steps.count - first))
    }
    self.steps = AlignedBuffer(steps)
    self.runs = AlignedBuffer(runs)
  }

  var workspaceByteCount: Int {
    planes[0].memory.byteCount + planes[1].memory.byteCount + rows.byteCount
  }
  var weightByteCount: Int { weightMemory.reduce(0) { $0 + $1.count } }
  var weightMemory: [UnsafeRawBufferPointer] {
    [weights.rawBytes, bias.rawBytes, steps.rawBytes]
  }

  func run(input: UnsafePointer<Float>, output: UnsafeMutablePointer<Float>) {
    let groupCount = LanePacking.groupCount(map.channels)
    for turn in 0..<order.turnCount {
      let (pair, image) = order.position(turn)
      run(
        input, output, image: image, groups: 2 &* pair..<min(2 &* pair &+ 2, groupCount),
        ahead: Lookahead(
          order, turn: turn, slice, unitGroups: 2, input: input, output: output))
    }
  }

  /// What is the same for all rows of one lane group of one image, in plain memory.
  private struct Group: BitwiseCopyable {
    let input: UnsafePointer<Float>
    let output: UnsafeMutablePointer<Float>
    let plane: UnsafeMutablePointer<Float>
    let weights: UnsafePointer<Float>
    let bias: UnsafePointer<Float>
    /// Whether the group's pixels are whole vectors in the tensors.
    let isWhole: Bool
  }

  private func group(
    _ group: Int, plane: StagedPlane, image: Int, _ input: UnsafePointer<Float>,
    _ output: UnsafeMutablePointer<Float>
  ) -> Group {
    let offset = slice.planeOffset(image: image, channel: group &* laneCount)
    let kernelFloats = geometry.kernelHeight &* geometry.kernelWidth &* laneCount
    return Group(
      input: input + offset, output: output + offset, plane: plane.origin,
      weights: UnsafePointer(weights.pointer) + group &* kernelFloats,
      bias: UnsafePointer(bias.pointer) + group &* laneCount,
      isWhole: !isPlanar && (group &+ 1) &* laneCount <= map.channels)
  }

  /// Computes up to two lane groups of one image, row by row, staging input rows ahead of their use.
  private func run(
    _ input: UnsafePointer<Float>, _ output: UnsafeMutablePointer<Float>, image: Int,
    groups: Range<Int>, ahead: Lookahead
  ) {
    let last = groups.upperBound &- 1
    let pair = InlineArray<2, Group> {
      let index = min(groups.lowerBound &+ $0, last)
      return group(index, plane: planes[index &- groups.lowerBound], image: image, input, output)
    }
    let height = geometry.height
    let width = geometry.width
    let transfer = transfer.pointer
    var staged = min(height, geometry.paddingY &+ 1)
    stage(input, image: image, groups: groups, rows: 0..<staged)
    for turn in 0..<2 {
      fillPixels(
        accumulators(turn: turn),
        with: loadLanes(pair[turn % groups.count].bias), count: geometry.accumulatorPixels)
    }
    transfer.pointee.outputCount = 0
    // The last block's pixels that the block before has not are written apart.
    let isEven = width % bandColumns == 0
    let rowFloats = width &* pixelStride
    var turn = 0
    for y in 0..<height {
      let met = geometry.kernelRows(y: y)
      ahead.fetch(rows: y..<y &+ 1, columns: 0..<width)
      transfer.pointee.quota = (width &+ met.count &- 1) / max(1, met.count)
      for index in 0..<groups.count {
        let group = pair[index]
        if staged < height {
          if group.isWhole {
            transfer.pointee.source = group.input + staged &* rowFloats
            transfer.pointee.staged = group.plane + staged &* stagedStride
            transfer.pointee.stageCount = width
          } else {
            planes[index].load(
              input, image: image, group: groups.lowerBound &+ index, rows: staged..<staged &+ 1)
          }
        }
        let row = accumulators(turn: turn)
        convolve(row, group, y: y, met: met)
        finish(transfer)
        let nextBias = pair[(turn &+ 2) % groups.count].bias
        if group.isWhole, isEven, !accumulates {
          transfer.pointee.finished = row
          transfer.pointee.output = group.output + y &* rowFloats
          transfer.pointee.outputCount = width
          transfer.pointee.nextBias = nextBias
        } else {
          put(output, from: row, image: image, group: groups.lowerBound &+ index, y: y)
          fillPixels(row, with: loadLanes(nextBias), count: geometry.accumulatorPixels)
        }
        turn &+= 1
      }
      if staged < height { staged &+= 1 }
    }
    finish(transfer)
  }

  /// Accumulators of every second row.
  @inline(__always)
  private func accumulators(turn: Int) -> UnsafeMutablePointer<Float> {
    rows.pointer + ((turn & 1) &* rowFloats &+ laneCount)
  }

  @inline(__always)
  private func convolve(
    _ accumulators: UnsafeMutablePointer<Float>, _ group: Group, y: Int, met: Range<Int>
  ) {
    let stride = geometry.kernelWidth &* laneCount
    var run = UnsafePointer(runs.pointer)
    let end = run + runs.count
    while run < end {
      let first = max(met.lowerBound, run.pointee.firstRow)
      let rowCount = min(met.upperBound, run.pointee.endRow) &- first
      if rowCount > 0 {
        let inputRow = y &+ first &- geometry.paddingY
        accumulateBand(
          accumulators,
          BandRows(
            input: UnsafePointer(group.plane) + inputRow &* stagedStride,
            inputRowStride: stagedStride, weights: group.weights + first &* stride,
            weightRowStride: stride, rowCount: rowCount,
            steps: UnsafePointer(steps.pointer) + run.pointee.firstStep,
            stepCount: run.pointee.stepCount, transfer: transfer.pointer))
      }
      run += 1
    }
  }

  private func stage(
    _ input: UnsafePointer<Float>, image: Int, groups: Range<Int>, rows: Range<Int>
  ) {
    let isWhole = groups.upperBound &* laneCount <= map.channels
    // A pair of groups lies together, unless a block of 16 channels ends between them.
    guard groups.count == 2, isWhole, !isPlanar, laneCount < Layout.channelBlock else {
      for group in groups {
        planes[group &- groups.lowerBound].load(input, image: image, group: group, rows: rows)
      }
      return
    }
    let source = input + slice.planeOffset(image: image, channel: groups.lowerBound &* laneCount)
    for y in rows {
      let offset = y &* stagedStride
      splitPixels(
        planes[0].origin + offset, planes[1].origin + offset,
        from: source + y &* map.width &* pixelStride, stride: pixelStride, count: map.width)
    }
  }

  /// Writes a finished row.
  private func put(
    _ output: UnsafeMutablePointer<Float>, from row: UnsafeMutablePointer<Float>, image: Int,
    group: Int, y: Int
  ) {
    let count = planes[0].channelCount(group: group)
    let whole = geometry.width / bandColumns &* bandColumns
    if whole > 0 {
      slice.put(
        row, PixelRow(y: y, firstPixel: 0, pixelCount: whole), output, image: image,
        group: group, channelCount: count, accumulates: accumulates)
    }
    if whole < geometry.width {
      slice.put(
        row + (whole &+ geometry.lastBlockShift) &* laneCount,
        PixelRow(y: y, firstPixel: whole, pixelCount: geometry.width &- whole), output,
        image: image, group: group, channelCount: count, accumulates: accumulates)
    }
  }
}
