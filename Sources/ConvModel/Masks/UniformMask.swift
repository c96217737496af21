/// Keeps every tap with the same probability, independently (Bernoulli).
///
/// This is also how SLaK turns a layer's density into its mask, whatever chose the density.
struct UniformMask {
  /// Probability that a tap is kept.
  let density: Double

  /// One stream per channel, so that a channel's mask does not depend on the channel count.
  func draw(_ tensor: MaskedTensor, fill: Fill) -> [UInt8] {
    let sparsity = 1 - density
    var mask: [UInt8] = []
    mask.reserveCapacity(tensor.weights.count)
    for channel in 0..<tensor.channels {
      var generator = fill.stream(role: "mask.\(tensor.name)", index: channel)
      for _ in 0..<tensor.tapCount { mask.append(generator.uniform() < sparsity ? 0 : 1) }
    }
    return mask
  }
}
