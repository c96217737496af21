import ConvModel

/// Where the first and last passes of `Fourier` find their points, in floats.
final class FourierTables {
  private let rowGathers: AlignedBuffer<Int32>
  private let stagedScatters: AlignedBuffer<Int32>
  private let tensorScatters: AlignedBuffer<Int32>
  /// Floats between pixels in `tensorScatters`.
  private let pixelStride: Int
  private let columnGathers: AlignedBuffer<Int32>
  private let columnScatters: AlignedBuffer<Int32>
  private let pairs: AlignedBuffer<Int32>
  private let rowPoints: Int
  private let columnPoints: Int

  init(
    _ geometry: FourierGeometry, row: AxisTransform, column: AxisTransform, pixelStride: Int
  ) {
    rowPoints = row.factors.size
    columnPoints = column.factors.size
    rowGathers = AlignedBuffer(
      geometry.columns.tiles.flatMap { tile in
        // Past the inputs: the zero pixel in the margin.
        row.gatherTable { ($0 < tile.inputs.count ? tile.inputs.lowerBound + $0 : -1) * laneCount }
      })
    self.pixelStride = pixelStride
    stagedScatters = AlignedBuffer(Self.rowScatters(geometry, row, pixelStride: laneCount))
    tensorScatters = AlignedBuffer(Self.rowScatters(geometry, row, pixelStride: pixelStride))
    let slots = geometry.rows.slotCount
    columnGathers = AlignedBuffer(
      geometry.rows.tiles.flatMap { tile in
        column.gatherTable { ($0 < tile.inputs.count ? $0 : slots + 1) * pointFloats }
      })
    columnScatters = AlignedBuffer(
      geometry.rows.tiles.flatMap { tile in
        column.scatterTable { Self.output(tile, point: $0).map { $0 * pointFloats } }
      })
    pairs = AlignedBuffer(Self.mirrored(row.factors))
  }

  /// Number among the tile's outputs of a point of the transform.
  private static func output(_ tile: FourierAxis.Tile, point: Int) -> Int? {
    let output = point - tile.firstOutput
    return tile.outputs.indices.count > output && output >= 0 ? output : nil
  }

  private static func rowScatters(
    _ geometry: FourierGeometry, _ row: AxisTransform, pixelStride: Int
  ) -> [Int32] {
    geometry.columns.tiles.flatMap { tile in
      row.scatterTable { Self.output(tile, point: $0).map { $0 * pixelStride } }
    }
  }

  /// Slots of frequencies k and N − k, pair by pair up to N/2.
  static func mirrored(_ factors: PrimeFactors) -> [Int32] {
    (0...factors.size / 2).flatMap { k in
      [k, (factors.size - k) % factors.size].map {
        Int32(factors.slot(frequency: $0) * pointFloats)
      }
    }
  }

  var byteCount: Int {
    rowGathers.byteCount + stagedScatters.byteCount + tensorScatters.byteCount
      + columnGathers.byteCount
      + columnScatters.byteCount + pairs.byteCount
  }
  var mirrored: UnsafePointer<Int32> { UnsafePointer(pairs.pointer) }

  func rowGather(_ tile: Int) -> UnsafePointer<Int32> {
    UnsafePointer(rowGathers.pointer) + tile &* rowPoints
  }
  /// For outputs that lie `stride` floats apart, counted from the tile's first.
  func rowScatter(_ tile: Int, stride: Int) -> UnsafePointer<Int32> {
    let scatters = stride == laneCount ? stagedScatters : tensorScatters
    return UnsafePointer(scatters.pointer) + tile &* (rowPoints &+ 1)
  }
  func columnGather(_ tile: Int) -> UnsafePointer<Int32> {
    UnsafePointer(columnGathers.pointer) + tile &* columnPoints
  }
  func columnScatter(_ tile: Int) -> UnsafePointer<Int32> {
    UnsafePointer(columnScatters.pointer) + tile &* (columnPoints &+ 1)
  }
}
