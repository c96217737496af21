/// The ceiling of this build's arithmetic: multiply-adds on registers only.
///
/// Twelve independent chains hide the latency of every CPU this runs on (4 or 5 cycles times two units).
/// In the portable build a multiply-add is two instructions.
enum PeakLoop {
  private static let chains = 12

  /// Floating-point operations of `run(iterations:)`; a multiply-add counts 2.
  static func flops(iterations: Int) -> Int { 2 * chains * laneCount * iterations }

  /// Runs the chains; the result only keeps them alive.
  @inline(never)
  static func run(iterations: Int) -> Float {
    // A factor below 1 keeps every chain finite and normal for ever.
    let factor = Lanes(repeating: 0.999_999)
    let term = Lanes(repeating: 1e-6)
    var sums = InlineArray<12, Lanes> { Lanes(repeating: Float($0)) }
    for _ in 0..<iterations {
      for chain in 0..<chains {
        sums[unchecked: chain] = multiplyAdd(term, sums[unchecked: chain], factor)
      }
    }
    var total = Lanes.zero
    for chain in 0..<chains { total += sums[unchecked: chain] }
    return total.sum()
  }
}
