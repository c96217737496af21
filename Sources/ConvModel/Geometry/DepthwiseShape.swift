/// Geometry of one depthwise convolution: stride 1, dilation 1, cross-correlation, zero "same" padding
/// of half the kernel on each axis, one filter per channel.
package struct DepthwiseShape: Hashable, Sendable {
  package var map: MapShape
  package var kernelHeight: Int
  package var kernelWidth: Int

  package init(map: MapShape, kernelHeight: Int, kernelWidth: Int) {
    self.map = map
    self.kernelHeight = kernelHeight
    self.kernelWidth = kernelWidth
  }

  /// Taps of the kernel rectangle.
  package var tapCount: Int { kernelHeight * kernelWidth }
  package var paddingY: Int { kernelHeight / 2 }
  package var paddingX: Int { kernelWidth / 2 }
}

/// Outputs of an axis of `extent` pixels whose tap at `offset` from the centre lies inside the map.
package func inBoundsOutputs(extent: Int, offset: Int) -> Int { max(0, extent - abs(offset)) }

/// Pairs (output, tap) of one axis that touch real data: `U(n, k)` of the design.
///
/// `n(2p+1) − p(p+1)` with p = k/2, or n² once p ≥ n − 1.
package func inBoundsPairs(extent n: Int, kernel k: Int) -> Int {
  let p = k / 2
  return p >= n - 1 ? n * n : n * (2 * p + 1) - p * (p + 1)
}
