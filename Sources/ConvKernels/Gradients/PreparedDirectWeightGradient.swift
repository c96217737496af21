import ConvModel

/// The scratch memory and the loop nest of `DirectWeightGradient`.
final class PreparedDirectWeightGradient: PreparedWeightGradient {
  private let geometry: WeightGradientGeometry
  private let shape: DepthwiseShape
  private let input: StagedPlane
  private let gradient: StagedPlane
  /// [ky][copy][slot][lane] of one lane group; a narrow kernel has an even number of rows.
  private let accumulators: AlignedBuffer<Float>
  private let steps: AlignedBuffer<BandStep>
  /// Nothing to copy meanwhile.
  private let transfer: AlignedBuffer<RowTransfer>
  /// A row of an input that is not there.
  private let zeros: AlignedBuffer<Float>
  private let rowFloats: Int
  private let unpacking: GradientUnpacking

  init(_ shape: DepthwiseShape, slice: TensorSlice) {
    let geometry = WeightGradientGeometry(shape)
    self.geometry = geometry
    self.shape = shape
    let margin = WeightGradientGeometry.margin
    input = StagedPlane(map: shape.map, slice: slice, margin: margin)
    gradient = StagedPlane(map: shape.map, slice: slice, margin: margin)
    rowFloats = geometry.copyCount * geometry.columnSlots * laneCount
    unpacking = GradientUnpacking(
      shape: shape, cropY: geometry.cropY, cropX: geometry.cropX, rowFloats: rowFloats,
      copyFloats: geometry.copyCount == 1 ? 0 : rowFloats / 2)
    let rows = (geometry.kernelHeight + 1) / 2 * 2
    accumulators = AlignedBuffer(repeating: 0, count: rows * rowFloats)
    steps = AlignedBuffer(geometry.isNarrow ? [] : geometry.steps)
    zeros = AlignedBuffer(repeating: 0, count: input.rowStride + 2 * margin * laneCount)
    transfer = AlignedBuffer(
      repeating: RowTransfer(
        source: UnsafePointer(zeros.pointer), staged: accumulators.pointer,
        finished: accumulators.pointer, output: accumulators.pointer,
        nextBias: UnsafePointer(zeros.pointer), pixelStride: laneCount),
      count: 1)
  }

  var workspaceByteCount: Int {
    input.memory.byteCount + gradient.memory.byteCount + accumulators.byteCount + zeros.byteCount
  }

  func run(
    input source: UnsafePointer<Float>, outputGradient: UnsafePointer<Float>,
    weightGradient: UnsafeMutablePointer<Float>
  ) {
    for group in 0..<LanePacking.groupCount(shape.map.channels) {
      accumulators.pointer.update(repeating: 0, count: accumulators.count)
      for image in 0..<shape.map.batch {
        input.load(source, image: image, group: group)
        gradient.load(outputGradient, image: image, group: group)
        accumulate()
      }
      unpacking.write(
        weightGradient, group: group, channelCount: input.channelCount(group: group),
        from: accumulators.pointer)
    }
  }

  /// Adds what the staged planes contribute, block of rows by block of rows.
  private func accumulate() {
    var first = 0
    while first < geometry.height {
      let end = min(geometry.height, first &+ geometry.blockRows)
      if geometry.isNarrow {
        var ky = 0
        while ky < geometry.kernelHeight {
          addPair(ky, first..<end)
          ky &+= 2
        }
      } else {
        for ky in 0..<geometry.kernelHeight { addBand(ky, first..<end) }
      }
      first = end
    }
  }

  private func addBand(_ ky: Int, _ block: Range<Int>) {
    let rows = geometry.outputRows(ky).clamped(to: block)
    if rows.isEmpty { return }
    let stride = input.rowStride
    accumulateBand(
      accumulators.pointer + ky &* rowFloats,
      BandRows(
        input: UnsafePointer(input.origin)
          + (rows.lowerBound &+ ky &- geometry.paddingY) &* stride,
        inputRowStride: stride,
        weights: UnsafePointer(gradient.origin) + rows.lowerBound &* stride,
        weightRowStride: stride, rowCount: rows.count, steps: UnsafePointer(steps.pointer),
        stepCount: steps.count, transfer: transfer.pointer))
  }

  /// Adds the products of kernel rows `ky` and `ky` + 1: the rows that both join, then those that one does.
  private func addPair(_ ky: Int, _ block: Range<Int>) {
    let upper = geometry.outputRows(ky).clamped(to: block)
    let hasLower = ky &+ 1 < geometry.kernelHeight
    let lower = hasLower ? geometry.outputRows(ky &+ 1).clamped(to: block) : 0..<0
    let both = upper.clamped(to: lower)
    if !both.isEmpty { addRows(ky, both, upper: true, lower: true) }
    forEachRow(of: upper, outside: both) { addRows(ky, $0, upper: true, lower: false) }
    forEachRow(of: lower, outside: both) { addRows(ky, $0, upper: false, lower: true) }
  }

  @inline(__always)
  private func forEachRow(
    of rows: Range<Int>, outside both: Range<Int>, _ body: (Range<Int>) -> Void
  ) {
    for y in rows where !both.contains(y) { body(y..<y &+ 1) }
  }

  private func addRows(_ ky: Int, _ rows: Range<Int>, upper: Bool, lower: Bool) {
    let stride = input.rowStride
    // The row's first pixel meets the tile's first kernel column `paddingX` pixels to the left; the margin
    // is at least as wide, and so is that of the row of zeros.
    let shift = geometry.paddingX &* laneCount
    let none = UnsafePointer(zeros.pointer) + (WeightGradientGeometry.margin &* laneCount &- shift)
    let row =
      UnsafePointer(input.origin)
      + ((rows.lowerBound &+ ky &- geometry.paddingY) &* stride &- shift)
    accumulateGradientColumns(
      accumulators.pointer + ky &* rowFloats,
      GradientRows(
        upper: upper ? row : none, lower: lower ? row + stride : none,
        gradient: UnsafePointer(gradient.origin) + rows.lowerBound &* stride, rowStride: stride,
        rowCount: rows.count, chunkCount: geometry.chunkCount))
  }
}
