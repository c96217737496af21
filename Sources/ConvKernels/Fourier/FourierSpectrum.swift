import ConvModel

/// Transforms kernels into the spectra that `FourierCore` multiplies with.
enum FourierSpectrum {
  /// Conjugate spectra of a stage's kernels in newly allocated [group][kx][slot][re, im][lane], with every
  /// scale of the convolution folded in.
  ///
  /// Tap (dy, dx) from the kernel's centre lies at point (dy mod H, dx mod W). Conjugating the spectrum
  /// turns the convolution into a correlation.
  static func pack(
    _ stage: Stage, _ geometry: FourierGeometry, row: AxisTransform, column: AxisTransform
  ) -> AlignedBuffer<Float> {
    let groups = LanePacking.groupCount(stage.shape.map.channels)
    let groupFloats = geometry.spectrumPoints * pointFloats
    let spectra = AlignedBuffer<Float>(uninitialized: groups * groupFloats)
    let (rows, width) = (2 * geometry.rows.reach + 1, 2 * geometry.columns.reach + 1)
    // A zero pixel after each row of taps, and a zero row after an odd number of them.
    let rowStride = (width + 1) * laneCount
    let taps = AlignedBuffer<Float>(repeating: 0, count: (rows + 1) * rowStride)
    // After the rows the zero row's, which rounding may leave not quite zero, and one that stays zero.
    let columnStride = (rows + 2) * pointFloats
    let columns = AlignedBuffer<Float>(repeating: 0, count: geometry.frequencies * columnStride)
    let points = max(row.factors.size, column.factors.size)
    let scratch = AlignedBuffer<Float>(repeating: 0, count: points * pointFloats)
    let rowGather = AlignedBuffer(
      row.gatherTable {
        Self.tap($0, of: row.factors.size, reach: geometry.columns.reach, none: width) * laneCount
      })
    let columnGather = AlignedBuffer(
      column.gatherTable {
        Self.tap($0, of: column.factors.size, reach: geometry.rows.reach, none: rows + 1)
          * pointFloats
      })
    let mirrored = AlignedBuffer(FourierTables.mirrored(row.factors))
    // Rows come doubled from their parting, outputs and taps alike; the inverse of N points scales by N.
    let scale = 1 / Float(4 * row.factors.size * column.factors.size)

    for group in 0..<groups {
      load(stage, geometry, group: group, into: taps.pointer)
      for y in stride(from: 0, to: rows, by: 2) {
        let first = taps.pointer + y * rowStride
        row.begin(scratch.pointer, re: first, im: first + rowStride, gather: rowGather.pointer)
        row.forward(scratch.pointer)
        partRows(
          scratch.pointer, slots: mirrored.pointer, count: geometry.frequencies,
          target: columns.pointer + y * pointFloats, stride: columnStride)
      }
      var target = spectra.pointer + group * groupFloats
      for frequency in 0..<geometry.frequencies {
        let source = columns.pointer + frequency * columnStride
        column.begin(
          scratch.pointer, re: source, im: source + laneCount, gather: columnGather.pointer)
        column.forward(scratch.pointer)
        for slot in 0..<column.factors.size {
          let point = loadPoint(scratch.pointer + slot * pointFloats)
          store(point.re * scale, target)
          store(point.im * -scale, target + laneCount)
          target += pointFloats
        }
      }
    }
    return spectra
  }

  /// Number of the tap at a point of the transform; `none` where there is none.
  private static func tap(_ point: Int, of size: Int, reach: Int, none: Int) -> Int {
    if point <= reach { return point + reach }
    return point >= size - reach ? point - size + reach : none
  }

  /// Copies the reachable taps of one lane group, [row][column][lane]; missing channels are 0.
  private static func load(
    _ stage: Stage, _ geometry: FourierGeometry, group: Int,
    into taps: UnsafeMutablePointer<Float>
  ) {
    let shape = stage.shape
    let (reachY, reachX) = (geometry.rows.reach, geometry.columns.reach)
    let rowStride = (2 * reachX + 2) * laneCount
    let channels = group * laneCount..<min((group + 1) * laneCount, shape.map.channels)
    stage.weights.withUnsafeBufferPointer { weights in
      for (lane, channel) in channels.enumerated() {
        for row in 0..<2 * reachY + 1 {
          var source =
            (channel * shape.kernelHeight + row + shape.paddingY - reachY) * shape.kernelWidth
            + shape.paddingX - reachX
          var target = taps + row * rowStride + lane
          for _ in 0..<2 * reachX + 1 {
            target.pointee = weights[source]
            source += 1
            target += laneCount
          }
        }
      }
      for lane in channels.count..<laneCount {
        for index in 0..<(2 * reachY + 1) * (2 * reachX + 2) { taps[index * laneCount + lane] = 0 }
      }
    }
  }
}
