import ConvModel

/// The scratch memory and the loop nest of `FourierWeightGradient`.
final class PreparedFourierWeightGradient: PreparedWeightGradient {
  private let transform: GradientTransform
  private let shape: DepthwiseShape
  private let input: StagedPlane
  private let gradient: StagedPlane
  private let rowTransform: AxisTransform
  private let columnTransform: AxisTransform
  private let rowGather: AlignedBuffer<Int32>
  private let rowScatter: AlignedBuffer<Int32>
  private let columnGather: AlignedBuffer<Int32>
  private let columnScatter: AlignedBuffer<Int32>
  private let mirrored: AlignedBuffer<Int32>
  private let scratch: AlignedBuffer<Float>
  /// One column of the gradient's conjugate spectrum.
  private let spectrum: AlignedBuffer<Float>
  /// [kx][row][re, im][lane]; the last row stays zero.
  private let inputColumns: AlignedBuffer<Float>
  private let gradientColumns: AlignedBuffer<Float>
  /// A row of zeros with margins: the partner of an odd last row, and no bias.
  private let zeroRow: AlignedBuffer<Float>
  /// [ky][kx][lane] of one lane group, and two rows for what is yet to be added.
  private let accumulators: AlignedBuffer<Float>
  private let rowFloats: Int
  private let unpacking: GradientUnpacking

  init(_ shape: DepthwiseShape, _ transform: GradientTransform, slice: TensorSlice) {
    self.transform = transform
    self.shape = shape
    let (rows, columns) = (transform.rows, transform.columns)
    input = StagedPlane(map: shape.map, slice: slice, margin: 1)
    gradient = StagedPlane(map: shape.map, slice: slice, margin: 1)
    rowTransform = AxisTransform(columns.factors)
    columnTransform = AxisTransform(rows.factors)
    // Past the map: the zero pixel in the margin.
    rowGather = AlignedBuffer(
      rowTransform.gatherTable { ($0 < columns.extent ? $0 : -1) * laneCount })
    rowScatter = AlignedBuffer(
      rowTransform.scatterTable { columns.slot($0).map { $0 * laneCount } })
    columnGather = AlignedBuffer(
      columnTransform.gatherTable {
        ($0 < rows.extent ? $0 : transform.slotCount) * pointFloats
      })
    columnScatter = AlignedBuffer(
      columnTransform.scatterTable { rows.slot($0).map { $0 * pointFloats } })
    mirrored = AlignedBuffer(FourierTables.mirrored(columns.factors))
    let points = max(rows.factors.size, columns.factors.size)
    scratch = AlignedBuffer(repeating: 0, count: points * pointFloats)
    spectrum = AlignedBuffer(repeating: 0, count: rows.factors.size * pointFloats)
    let columnFloats = transform.frequencies * (transform.slotCount + 1) * pointFloats
    inputColumns = AlignedBuffer(repeating: 0, count: columnFloats)
    gradientColumns = AlignedBuffer(repeating: 0, count: columnFloats)
    zeroRow = AlignedBuffer(repeating: 0, count: (shape.map.width + 2) * laneCount)
    rowFloats = columns.kept * laneCount
    accumulators = AlignedBuffer(repeating: 0, count: (rows.kept + 2) * rowFloats)
    unpacking = GradientUnpacking(
      shape: shape, cropY: shape.paddingY - rows.reach, cropX: shape.paddingX - columns.reach,
      rowFloats: rowFloats, copyFloats: 0)
  }

  var workspaceByteCount: Int {
    input.memory.byteCount + gradient.memory.byteCount + scratch.byteCount + spectrum.byteCount
      + inputColumns.byteCount + gradientColumns.byteCount + zeroRow.byteCount
      + accumulators.byteCount
  }

  func run(
    input source: UnsafePointer<Float>, outputGradient: UnsafePointer<Float>,
    weightGradient: UnsafeMutablePointer<Float>
  ) {
    for group in 0..<LanePacking.groupCount(shape.map.channels) {
      for image in 0..<shape.map.batch {
        input.load(source, image: image, group: group)
        transformRows(input, into: inputColumns.pointer)
        gradient.load(outputGradient, image: image, group: group)
        transformRows(gradient, into: gradientColumns.pointer)
        correlateColumns()
        restoreRows(isFirst: image == 0)
      }
      unpacking.write(
        weightGradient, group: group, channelCount: input.channelCount(group: group),
        from: accumulators.pointer)
    }
  }

  private var columnStride: Int { (transform.slotCount &+ 1) &* pointFloats }

  /// Transforms the rows of a plane into a column buffer.
  private func transformRows(_ plane: StagedPlane, into columns: UnsafeMutablePointer<Float>) {
    var y = 0
    while y < transform.rows.extent {
      let first = UnsafePointer(plane.origin) + y &* plane.rowStride
      let second =
        y &+ 1 < transform.rows.extent
        ? first + plane.rowStride : UnsafePointer(zeroRow.pointer) + laneCount
      rowTransform.begin(
        scratch.pointer, re: first, im: second, gather: UnsafePointer(rowGather.pointer))
      rowTransform.forward(scratch.pointer)
      partRows(
        scratch.pointer, slots: UnsafePointer(mirrored.pointer), count: transform.frequencies,
        target: columns + y &* pointFloats, stride: columnStride)
      y &+= 2
    }
  }

  /// Correlates every column of the input with that of the gradient, in the input's place.
  private func correlateColumns() {
    let size = transform.rows.factors.size
    let partner = transform.rows.kept &* pointFloats
    // Rows come doubled from their parting, both planes alike; the inverse of N points scales by N.
    let scale = 1 / Float(4 &* transform.points)
    let gather = UnsafePointer(columnGather.pointer)
    var source = UnsafePointer(gradientColumns.pointer)
    var target = inputColumns.pointer
    for _ in 0..<transform.frequencies {
      columnTransform.begin(scratch.pointer, re: source, im: source + laneCount, gather: gather)
      columnTransform.forward(scratch.pointer)
      conjugatePoints(spectrum.pointer, from: scratch.pointer, count: size, scale: scale)
      columnTransform.begin(scratch.pointer, re: target, im: target + laneCount, gather: gather)
      columnTransform.convolve(scratch.pointer, UnsafePointer(spectrum.pointer))
      columnTransform.end(
        scratch.pointer, re: target, im: target + laneCount,
        scatter: UnsafePointer(columnScatter.pointer))
      // The partner of the odd last kernel row, where the input's row was.
      store(Lanes.zero, target + partner)
      store(Lanes.zero, target + (partner &+ laneCount))
      source += columnStride
      target += columnStride
    }
  }

  /// Transforms the kernel rows back and writes them, or adds them to those of earlier images.
  private func restoreRows(isFirst: Bool) {
    let kept = transform.rows.kept
    let spare = accumulators.pointer + kept &* rowFloats
    var ky = 0
    while ky < kept {
      joinRows(
        scratch.pointer, slots: UnsafePointer(mirrored.pointer), count: transform.frequencies,
        source: inputColumns.pointer + ky &* pointFloats, stride: columnStride,
        bias: zeroRow.pointer)
      rowTransform.backward(scratch.pointer)
      let target = accumulators.pointer + ky &* rowFloats
      let isPair = ky &+ 1 < kept
      let first = isFirst ? target : spare
      let second = isFirst && isPair ? target + rowFloats : spare + rowFloats
      rowTransform.end(
        scratch.pointer, re: first, im: second, scatter: UnsafePointer(rowScatter.pointer))
      if !isFirst {
        addPixels(
          target, stride: laneCount, from: spare, stride: laneCount,
          count: (isPair ? 2 : 1) &* transform.columns.kept)
      }
      ky &+= 2
    }
  }
}
