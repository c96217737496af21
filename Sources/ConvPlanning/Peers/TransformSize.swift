import ConvModel
import Glibc

/// Lengths of a discrete Fourier transform that convolves one axis of a map without wrapping round.
enum TransformSize {
  /// Candidates per axis.
  private static let candidateCount = 4

  /// The shortest length: offsets beyond the map never meet data.
  static func least(extent: Int, padding: Int) -> Int { extent + min(padding, extent - 1) }

  /// The shortest even lengths of at least `least` with no prime factor above 7; 1 stays 1.
  static func candidates(least: Int) -> [Int] {
    guard least > 1 else { return [1] }
    var sizes: [Int] = []
    var size = least + least % 2
    while sizes.count < candidateCount {
      if isSmooth(size) { sizes.append(size) }
      size += 2
    }
    return sizes
  }

  private static func isSmooth(_ number: Int) -> Bool {
    var rest = number
    for factor in [2, 3, 5, 7] {
      while rest % factor == 0 { rest /= factor }
    }
    return rest == 1
  }
}

/// Both lengths of a two-dimensional transform.
struct TransformExtents: Hashable, Sendable {
  let rows: Int
  let columns: Int

  var points: Int { rows * columns }

  /// Operations of one real plane there and back with `dataRows` rows of data, and of the product.
  ///
  /// The convention of benchFFT: 5 N log₂ N for N complex points, half of it for real ones, 6 per
  /// product. FFTW's own `fftwf_flops` counts vector instructions as one operation each.
  func flops(dataRows: Int) -> Int {
    let half = Double(columns / 2 + 1)
    let row = 2.5 * Double(columns) * log2(Double(columns))
    let column = 5 * Double(rows) * log2(Double(rows))
    return Int(2 * (Double(dataRows) * row + half * column) + 6 * Double(rows) * half)
  }

  /// The pairs worth timing for a shape, the smallest first: the candidates of both axes in step.
  static func candidates(_ shape: DepthwiseShape) -> [TransformExtents] {
    let map = shape.map
    let heights = TransformSize.candidates(
      least: TransformSize.least(extent: map.height, padding: shape.paddingY))
    let widths = TransformSize.candidates(
      least: TransformSize.least(extent: map.width, padding: shape.paddingX))
    return (0..<max(heights.count, widths.count)).map { index in
      TransformExtents(
        rows: heights[min(index, heights.count - 1)],
        columns: widths[min(index, widths.count - 1)])
    }
  }
}
