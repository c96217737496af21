import CShims
import ConvModel

/// Pixels that will be needed soon, which a core has fetched while it computes: the places of its own outputs,
/// and the inputs of the next lane group.
///
/// With channels last, a group's pixels lie so far apart that the hardware fetches none ahead; where the
/// activations come from memory, waiting for them would take longer than a small kernel's arithmetic.
struct Lookahead: BitwiseCopyable {
  /// First pixels; `nil` where fetching would not pay.
  private var output: UnsafeRawPointer?
  private var input: UnsafeRawPointer?
  private let width: Int
  private let height: Int
  private let pixelBytes: Int
  /// Cache lines of a pixel of one unit.
  private let lines: Int

  /// What to fetch in turn `turn` of `order`, whose units are `unitGroups` lane groups each, between tensors
  /// of one slice.
  @inline(__always)
  init(
    _ order: TurnOrder, turn: Int, _ slice: TensorSlice, unitGroups: Int = 1,
    input: UnsafePointer<Float>, output: UnsafePointer<Float>
  ) {
    let unitChannels = unitGroups &* laneCount
    lines = max(1, unitChannels / Layout.channelBlock)
    width = slice.tensor.width
    height = slice.tensor.height
    pixelBytes = slice.pixelStride &* MemoryLayout<Float>.stride
    guard order.exceedsCaches, slice.layout != .nchw else { return }
    let (unit, image) = order.position(turn)
    self.output = Self.plane(unit &* unitChannels, image, slice, output)
    let next = order.position(min(turn &+ 1, order.turnCount &- 1))
    self.input = Self.plane(next.unit &* unitChannels, next.image, slice, input)
  }

  /// First pixel of the unit whose first channel is `channel`; `nil` if the unit before lies in the same
  /// cache lines, which are fetched once.
  @inline(__always)
  private static func plane(
    _ channel: Int, _ image: Int, _ slice: TensorSlice, _ tensor: UnsafePointer<Float>
  ) -> UnsafeRawPointer? {
    guard channel % Layout.channelBlock == 0 else { return nil }
    return UnsafeRawPointer(tensor + slice.planeOffset(image: image, channel: channel))
  }

  /// Of a cache line; here, since a static of another module would be a call in the loop below.
  private static var lineBytes: Int { 64 }

  /// Fetches a part of the map into the second cache level.
  @inline(__always)
  func fetch(rows: Range<Int>, columns: Range<Int>) {
    if let output { fetch(output, rows, columns) }
    if let input { fetch(input, rows, columns) }
  }

  /// Fetches the `index`-th of `count` parts of about equal height: too many lines at once would wait for
  /// each other.
  @inline(__always)
  func fetch(part index: Int, of count: Int, columns: Range<Int>? = nil) {
    fetch(
      rows: height &* index / count..<height &* (index &+ 1) / count,
      columns: columns ?? 0..<width)
  }

  @inline(__always)
  private func fetch(_ plane: UnsafeRawPointer, _ rows: Range<Int>, _ columns: Range<Int>) {
    for y in rows {
      var pixel = plane + (y &* width &+ columns.lowerBound) &* pixelBytes
      for _ in columns {
        for line in 0..<lines { lkb_prefetch(pixel + line &* Self.lineBytes) }
        pixel += pixelBytes
      }
    }
  }
}
