import ConvModel

/// Scratch rows of each thread, shared by all chains: what one chain wrote there is in the cache when the
/// next one writes over it.
final class TilePool {
  /// Tiles of each member.
  static let count = 2

  private let buffers: [AlignedBuffer<Float>]

  /// Tiles of `floats` floats each, for every member.
  init(floats: [Int], members: Int) {
    buffers = (0..<members).flatMap { _ in floats.map { AlignedBuffer(repeating: 0, count: $0) } }
  }

  var byteCount: Int { buffers.reduce(0) { $0 + $1.byteCount } }

  /// The tiles of all members, one member's after the other's.
  var pointers: [UnsafeMutablePointer<Float>] { buffers.map(\.pointer) }
}
