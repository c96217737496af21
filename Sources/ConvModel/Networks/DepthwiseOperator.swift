/// A depthwise layer of a network, whatever form it is run in.
package enum DepthwiseOperator: Hashable, Sendable {
  /// A problem of a variant in `VariantCatalog`, on the layer's input.
  case problem(Problem)
  /// One small kernel, possibly strided: stems and transitions.
  case plain(PlainDepthwise)
  /// BN(K × K) plus normalised dilated kernels: UniRepLKNet.
  case dilated(DilatedBranches)
  /// Channel groups with a kernel each: InceptionNeXt.
  case split(SplitMixer)
}

/// One k × k kernel per channel, zero "same" padding of half the kernel, no normalisation.
package struct PlainDepthwise: Hashable, Sendable {
  package var kernel: Int
  package var stride: Int
  package var hasBias: Bool

  package init(kernel: Int, stride: Int, hasBias: Bool) {
    self.kernel = kernel
    self.stride = stride
    self.hasBias = hasBias
  }
}

/// The dilated re-parameterisation block of UniRepLKNet: bias-free branches, each normalised, summed.
///
/// Source: arXiv:2410.08049 and its code. A branch with k taps per axis and dilation r covers (k − 1)r + 1 offsets, which are at most K,
/// so that all branches add up to one K × K kernel.
package struct DilatedBranches: Hashable, Sendable {
  package struct Branch: Hashable, Sendable {
    package let kernel: Int
    package let dilation: Int

    /// Offsets from the first to the last tap, both included.
    package var extent: Int { (kernel - 1) * dilation + 1 }
  }

  /// K: the undilated kernel that all branches fit in.
  package let kernel: Int
  /// The others; their padding is half of their extent.
  package let branches: [Branch]

  /// The published branches of a kernel size, or `nil` where none are published.
  package init?(kernel: Int) {
    guard let (sizes, dilations) = Self.published[kernel] else { return nil }
    self.kernel = kernel
    branches = zip(sizes, dilations).map { Branch(kernel: $0, dilation: $1) }
  }

  /// Kernel sizes with published branches, ascending.
  package static var kernels: [Int] { published.keys.sorted() }

  /// The smallest kernel that UniRepLKNet builds with branches; smaller ones are plain.
  package static let smallestLargeKernel = 7

  private static let published: [Int: (kernels: [Int], dilations: [Int])] = [
    17: ([5, 9, 3, 3, 3], [1, 2, 4, 5, 7]),
    15: ([5, 7, 3, 3, 3], [1, 2, 3, 5, 7]),
    13: ([5, 7, 3, 3, 3], [1, 2, 3, 4, 5]),
    11: ([5, 5, 3, 3, 3], [1, 2, 3, 4, 5]),
    9: ([5, 5, 3, 3], [1, 2, 3, 4]),
    7: ([5, 3, 3], [1, 2, 3]),
    5: ([3, 3], [1, 2]),
  ]
}

/// The token mixer of InceptionNeXt: the channels in order are passed through, then convolved by a square,
/// a horizontal and a vertical kernel, each with bias; zero "same" padding.
package struct SplitMixer: Hashable, Sendable {
  /// Channels of each of the three convolved groups; the rest come first and pass through.
  package var group: Int
  /// Side of the square kernel.
  package var square: Int
  /// Length of the 1 × k and k × 1 kernels.
  package var band: Int

  package init(group: Int, square: Int, band: Int) {
    self.group = group
    self.square = square
    self.band = band
  }

  /// The branches in channel order.
  package var branches: [(name: String, kernelHeight: Int, kernelWidth: Int)] {
    [("square", square, square), ("horizontal", 1, band), ("vertical", band, 1)]
  }
}
