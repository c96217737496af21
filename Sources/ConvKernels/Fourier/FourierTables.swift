import ConvModel

/// Where the first and last passes of `Fourier` find their points, in floats.
final class FourierTables {
  private let rowGathers: AlignedBuffer<Int32>
  private let rowScatters: AlignedBuffer<Int32>
  private let columnGathers: AlignedBuffer<Int32>
  private let columnScatters: AlignedBuffer<Int32>
  private let pairs: AlignedBuffer<Int32>
  private let rowPoints: Int
  private let columnPoints: Int

  init(_ geometry: FourierGeometry, row: AxisTransform, column: AxisTransform) {
    rowPoints = row.factors.size
    columnPoints = column.factors.size
    rowGathers = AlignedBuffer(
      geometry.columns.tiles.flatMap { tile in
        // Past the inputs: the zero pixel in the margin.
        row.table { ($0 < tile.inputs.count ? tile.inputs.lowerBound + $0 : -1) * laneCount }
      })
    rowScatters = AlignedBuffer(
      geometry.columns.tiles.flatMap { tile in
        row.table {
          Self.output(tile, point: $0, unneeded: geometry.columns.outputCount) * laneCount
        }
      })
    let slots = geometry.rows.slotCount
    columnGathers = AlignedBuffer(
      geometry.rows.tiles.flatMap { tile in
        column.table { ($0 < tile.inputs.count ? $0 : slots + 1) * pointFloats }
      })
    columnScatters = AlignedBuffer(
      geometry.rows.tiles.flatMap { tile in
        column.table { Self.output(tile, point: $0, unneeded: slots) * pointFloats }
      })
    pairs = AlignedBuffer(Self.mirrored(row.factors))
  }

  /// Number among the tile's outputs of a point of the transform.
  private static func output(_ tile: FourierAxis.Tile, point: Int, unneeded: Int) -> Int {
    let output = point - tile.firstOutput
    return tile.outputs.indices.count > output && output >= 0 ? output : unneeded
  }

  /// Slots of frequencies k and N − k, pair by pair up to N/2.
  static func mirrored(_ factors: PrimeFactors) -> [Int32] {
    let slots = factors.slotOfFrequency
    return (0...factors.size / 2).flatMap { k in
      [slots[k], slots[(factors.size - k) % factors.size]].map { Int32($0 * pointFloats) }
    }
  }

  var byteCount: Int {
    rowGathers.byteCount + rowScatters.byteCount + columnGathers.byteCount
      + columnScatters.byteCount + pairs.byteCount
  }
  var mirrored: UnsafePointer<Int32> { UnsafePointer(pairs.pointer) }

  func rowGather(_ tile: Int) -> UnsafePointer<Int32> {
    UnsafePointer(rowGathers.pointer) + tile &* rowPoints
  }
  func rowScatter(_ tile: Int) -> UnsafePointer<Int32> {
    UnsafePointer(rowScatters.pointer) + tile &* rowPoints
  }
  func columnGather(_ tile: Int) -> UnsafePointer<Int32> {
    UnsafePointer(columnGathers.pointer) + tile &* columnPoints
  }
  func columnScatter(_ tile: Int) -> UnsafePointer<Int32> {
    UnsafePointer(columnScatters.pointer) + tile &* columnPoints
  }
}
