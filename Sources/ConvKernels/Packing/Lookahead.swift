import CShims
import ConvModel

/// Pixels that will be needed soon, which a core has fetched while it computes: the places of its own outputs,
/// and the inputs of the next lane group.
///
/// With channels last, a group's pixels lie so far apart that the hardware fetches none ahead; where the
/// activations come from memory, waiting for them would take longer than a small kernel's arithmetic.
struct Lookahead: BitwiseCopyable {
  /// First pixels; `nil` where fetching would not pay.
  var output: UnsafeRawPointer?
  var input: UnsafeRawPointer?
  private let width: Int
  private let height: Int
  private let pixelBytes: Int

  /// Nothing to fetch as yet from tensors whose pixels lie `pixelStride` floats apart.
  init(_ map: MapShape, pixelStride: Int) {
    width = map.width
    height = map.height
    pixelBytes = pixelStride &* MemoryLayout<Float>.stride
  }

  /// Fetches a part of the map into the second cache level.
  @inline(__always)
  func fetch(rows: Range<Int>, columns: Range<Int>) {
    if let output { fetch(output, rows, columns) }
    if let input { fetch(input, rows, columns) }
  }

  /// Fetches the rows of the `index`-th of `count` parts of about equal height.
  @inline(__always)
  func fetch(part index: Int, of count: Int) {
    fetch(
      rows: height &* index / count..<height &* (index &+ 1) / count, columns: 0..<width)
  }

  /// Fetches some columns of the whole map.
  @inline(__always)
  func fetch(columns: Range<Int>) { fetch(rows: 0..<height, columns: columns) }

  @inline(__always)
  private func fetch(_ plane: UnsafeRawPointer, _ rows: Range<Int>, _ columns: Range<Int>) {
    for y in rows {
      var pixel = plane + (y &* width &+ columns.lowerBound) &* pixelBytes
      for _ in columns {
        lkb_prefetch(pixel)
        pixel += pixelBytes
      }
    }
  }
}
