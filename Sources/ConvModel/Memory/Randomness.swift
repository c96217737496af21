import CShims

/// SplitMix64 (Steele, Lea, Flood, OOPSLA 2014): small, fast, and seekable by its seed.
package struct SplitMix64: RandomNumberGenerator, Sendable {
  private var state: UInt64

  package init(seed: UInt64) { state = seed }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// Uniform in [0, 1).
  package mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// Close to N(0, 1), bounded by ±3.47: the sum of four uniforms, centred and scaled (Irwin–Hall).
  ///
  /// Chosen over an exact normal because it needs one draw and no logarithm, so that drawing the
  /// weights of a 101×101 layer does not dwarf measuring it.
  package mutating func normal() -> Float {
    let bits = next()
    let sum =
      Int32(truncatingIfNeeded: bits & 0xFFFF) + Int32(truncatingIfNeeded: (bits >> 16) & 0xFFFF)
      + Int32(truncatingIfNeeded: (bits >> 32) & 0xFFFF) + Int32(truncatingIfNeeded: bits >> 48)
    let unit = (Float(sum) - 131_070) / 65_536
    return unit * Float(3).squareRoot()
  }
}

/// Deterministic values for one tensor: a stream of its own per role and channel, so that data do not
/// depend on the order of drawing or on the number of channels.
package struct Fill: Hashable, Sendable {
  /// How values are drawn.
  package enum Kind: String, Sendable, CaseIterable {
    /// Real values that keep activations at unit variance.
    case unitVariance = "unit-variance"
    /// Small integers: every partial sum is exact in `Float`, so any evaluation order gives the same
    /// result to the bit.
    case smallIntegers = "small-integers"
  }

  package let kind: Kind
  package let seed: UInt64

  package init(_ kind: Kind, seed: UInt64) {
    self.kind = kind
    self.seed = seed
  }

  /// The generator of one stream; `role` tells tensors apart, `index` channels or planes.
  package func stream(role: String, index: Int) -> SplitMix64 {
    let hash = Array(role.utf8).withUnsafeBytes { bytes in
      lkb_fnv1a(bytes.baseAddress, bytes.count, lkb_fnv1a_seed())
    }
    var roles = SplitMix64(seed: seed ^ hash)
    // Mixed, not added: seeds that differ by a multiple of SplitMix64's increment give the same
    // sequence, shifted.
    var indices = SplitMix64(seed: roles.next() ^ UInt64(index))
    return SplitMix64(seed: indices.next())
  }

  /// `planes` × `count` values of standard deviation `deviation`, or integers in ±`bound`.
  package func values(
    role: String, planes: Int, count: Int, deviation: Double, bound: Int = 2
  ) -> [Float] {
    [Float](unsafeUninitializedCapacity: planes * count) { buffer, initialized in
      let scale = Float(deviation)
      for plane in 0..<planes {
        var generator = stream(role: role, index: plane)
        for i in plane * count..<(plane + 1) * count {
          switch kind {
          case .unitVariance: buffer[i] = generator.normal() * scale
          case .smallIntegers:
            buffer[i] = Float(Int(generator.next() >> 33) % (2 * bound + 1) - bound)
          }
        }
      }
      initialized = planes * count
    }
  }
}
