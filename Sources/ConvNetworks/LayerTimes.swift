/// Where a run puts the time of each layer, by a clock that its caller owns.
///
/// Times are those of the calling thread; several threads' shares of a layer run beside it.
package final class LayerTimes {
  /// One per layer of the network, in the unit of the clock; runs add to it.
  package let elapsed: UnsafeMutableBufferPointer<UInt64>
  private let now: () -> UInt64

  /// All zero.
  package init(layers: Int, clock: @escaping () -> UInt64) {
    elapsed = .allocate(capacity: layers)
    elapsed.initialize(repeating: 0)
    now = clock
  }

  deinit { elapsed.deallocate() }

  /// Forgets every time.
  package func reset() { elapsed.update(repeating: 0) }

  /// The present time.
  func read() -> UInt64 { now() }

  /// Adds the time since `begin` to a layer and returns the present time.
  func add(since begin: UInt64, to layer: Int) -> UInt64 {
    let end = now()
    elapsed[layer] &+= end &- begin
    return end
  }
}
