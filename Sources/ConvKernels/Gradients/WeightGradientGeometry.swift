import ConvModel

/// Index arithmetic of `DirectWeightGradient`, shared by the kernel and by its operation count.
///
/// One kernel row of the gradient is the correlation of input rows with rows of the output's gradient: the
/// forward kernel with other roles. The outputs are the kernel's columns, the weights are the row of the
/// gradient, as wide as the map, and `accumulateBand` computes it with the steps listed here.
struct WeightGradientGeometry {
  let height: Int
  private let width: Int
  /// Width of the staged rows: at least one block, zeros past the map.
  let stagedWidth: Int
  /// Kernel rows and columns cut off on each side because no output reaches them; their gradient is 0.
  let cropY: Int
  let cropX: Int
  let kernelHeight: Int
  let kernelWidth: Int
  let paddingY: Int
  let paddingX: Int
  /// Zero pixels beside each staged row: what triangles and chunks cut by the map's edge may read.
  static let margin = bandColumns
  /// Map rows that are taken together, so that they stay in the nearest cache over all kernel rows.
  let blockRows: Int

  init(_ shape: DepthwiseShape) {
    height = shape.map.height
    width = shape.map.width
    stagedWidth = max(shape.map.width, bandColumns)
    paddingY = min(shape.paddingY, shape.map.height - 1)
    paddingX = min(shape.paddingX, shape.map.width - 1)
    cropY = shape.paddingY - paddingY
    cropX = shape.paddingX - paddingX
    kernelHeight = 2 * paddingY + 1
    kernelWidth = 2 * paddingX + 1
    let rowBytes = stagedWidth * laneCount * MemoryLayout<Float>.size
    blockRows = max(1, Self.blockBytes / rowBytes)
  }

  /// Bytes of the rows of one tensor that are taken together: two of these and some accumulators are a
  /// nearest cache of 32 KiB.
  private static let blockBytes = 12 << 10

  /// Kernels so narrow that a band would be mostly padding have a micro-kernel of their own.
  var isNarrow: Bool { kernelWidth <= gradientColumns }

  /// Blocks of `bandColumns` kernel columns.
  var blockCount: Int { (kernelWidth + bandColumns - 1) / bandColumns }

  /// Copies of the accumulators of a kernel row, added up at the end: a single block has two, which the
  /// steps take in turn, since each step waits for the accumulators of the one before.
  var copyCount: Int { !isNarrow && blockCount == 1 ? 2 : 1 }

  /// Accumulators of one copy of one kernel row.
  var columnSlots: Int { isNarrow ? gradientColumns : blockCount * bandColumns }

  /// Rows of the output's gradient that kernel row `ky` joins with rows on the map.
  func outputRows(_ ky: Int) -> Range<Int> {
    max(0, paddingY - ky)..<min(height, height + paddingY - ky)
  }

  /// What one pair of rows takes: every product with a pixel on the map, and few others.
  var steps: [BandStep] {
    let width = stagedWidth
    let parts = (0..<blockCount).map { block -> [BandStep] in
      let origin = block * bandColumns
      // Taps (columns of the output's gradient) that reach the map from every output of the block.
      let low = max(0, paddingX - origin)
      let end = min(width, width - bandColumns + paddingX - origin + 1)
      var steps: [BandStep] = []
      var slot: Int { origin + steps.count % copyCount * columnSlots }
      if low < end {
        let count = (end - low + bandTaps - 1) / bandTaps
        for index in 0..<count {
          let first = low + (end - low) * index / count
          let next = low + (end - low) * (index + 1) / count
          steps.append(
            BandStep(
              .parallelogram, taps: next - first, input: origin + first - paddingX,
              weights: first, accumulators: slot))
        }
      }
      let left = min(bandColumns - 1, paddingX - origin)
      if left > 0 {
        steps.append(
          BandStep(
            .leftTriangle, taps: left, input: 0, weights: paddingX - origin - left,
            accumulators: slot))
      }
      // May start left of the gradient's first column, where its margin is zero.
      let first = width - bandColumns + paddingX - origin + 1
      let right = min(bandColumns - 1, width - first)
      if right > 0 {
        steps.append(
          BandStep(
            .rightTriangle, taps: right, input: width - bandColumns, weights: first,
            accumulators: slot))
      }
      return steps
    }
    // Steps of one block apart from each other: each waits for the accumulators of the one before.
    return (0..<(parts.map(\.count).max() ?? 0)).flatMap { index in
      parts.compactMap { index < $0.count ? $0[index] : nil }
    }
  }

  /// Multiply-adds per lane of one image.
  var products: Int {
    let rows = (0..<kernelHeight).reduce(0) { $0 + outputRows($1).count }
    guard isNarrow else { return rows * steps.reduce(0) { $0 + $1.products } }
    // Pairs of kernel rows; a row that only one of them joins is multiplied for both.
    let pairedRows = stride(from: 0, to: kernelHeight, by: 2).reduce(0) { sum, ky in
      let upper = outputRows(ky)
      guard ky + 1 < kernelHeight else { return sum + upper.count }
      return sum + max(upper.upperBound, outputRows(ky + 1).upperBound)
        - min(upper.lowerBound, outputRows(ky + 1).lowerBound)
    }
    return pairedRows * 2 * gradientColumns * chunkCount * gradientTaps
  }

  /// Chunks of `gradientTaps` pixels of a row.
  var chunkCount: Int { (width + gradientTaps - 1) / gradientTaps }
}
