/// What is known of a kernel's weights beyond their values; an algorithm declares which kinds it
/// handles.
package enum KernelStructure: Hashable, Sendable {
  /// Every tap of the rectangle counts.
  case dense
  /// Kernel row `ky` has taps only at `spans[ky]`: a cross, or any other row-convex support.
  case rowSpans([Range<Int>])
  /// Taps are missing one by one, differently in each channel, inside `spans`.
  case taps(spans: [Range<Int>])
  /// Weights are constant on the cells of the grid; a stage holds one weight per cell.
  case shared(SharingGrid)

  /// The kind without its data, as an algorithm lists it and a refusal names it.
  package enum Kind: String, Sendable, CaseIterable {
    case dense
    case rowSpans = "row-spans"
    case taps
    case shared
  }

  package var kind: Kind {
    switch self {
    case .dense: .dense
    case .rowSpans: .rowSpans
    case .taps: .taps
    case .shared: .shared
    }
  }

  /// Span of possible taps of each kernel row.
  package func rowSpans(_ shape: DepthwiseShape) -> [Range<Int>] {
    switch self {
    case .dense, .shared:
      Array(repeating: 0..<shape.kernelWidth, count: shape.kernelHeight)
    case .rowSpans(let spans), .taps(let spans): spans
    }
  }

  /// The cross of a `kernel`-long, `stripe`-wide vertical and horizontal stripe (SLaK merged).
  package static func cross(kernel: Int, stripe: Int) -> KernelStructure {
    let centre = kernel / 2
    let half = stripe / 2
    let spans = (0..<kernel).map { row in
      abs(row - centre) <= half ? 0..<kernel : (centre - half)..<(centre + half + 1)
    }
    return .rowSpans(spans)
  }
}
