import ConvModel

/// Index arithmetic of `Direct`, shared by the kernel and by its operation count.
struct DirectGeometry {
  let height: Int
  let width: Int
  /// Width of the staged rows: at least one block.
  let stagedWidth: Int
  private let kernel: ReachableKernel
  /// First output column of each block; the last block ends at the map's edge and may overlap the one
  /// before.
  let blockOrigins: [Int]
  /// The steps of each kernel row, and the runs of kernel rows that have the same.
  let runs: [DirectRun]

  init(_ stage: StageOutline) {
    let shape = stage.shape
    height = shape.map.height
    width = shape.map.width
    stagedWidth = max(width, bandColumns)
    kernel = ReachableKernel(stage)
    let lastOrigin = stagedWidth - bandColumns
    blockOrigins = stride(from: 0, to: stagedWidth, by: bandColumns).map { min($0, lastOrigin) }
    var runs: [DirectRun] = []
    for (row, span) in kernel.spans.enumerated() {
      if let last = runs.last, last.span == span {
        runs[runs.count - 1].kernelRows = last.kernelRows.lowerBound..<row + 1
      } else {
        runs.append(DirectRun(kernelRows: row..<row + 1, span: span))
      }
    }
    self.runs = runs
  }

  var kernelHeight: Int { kernel.height }
  var kernelWidth: Int { kernel.width }
  var paddingY: Int { kernel.paddingY }
  var paddingX: Int { kernel.paddingX }

  /// Pixels of the accumulators of one output row.
  var accumulatorPixels: Int { blockOrigins.count * bandColumns }

  /// Where output column `x` ≥ the last block's origin lies among the accumulators, minus x.
  var lastBlockShift: Int {
    (blockOrigins.count - 1) * bandColumns - (stagedWidth - bandColumns)
  }

  /// Kernel rows through which output row `y` sees the map.
  func kernelRows(y: Int) -> Range<Int> {
    max(0, paddingY - y)..<min(kernelHeight, height - y + paddingY)
  }

  /// Kernel columns of a triangle so small that a step of its own would take longer than multiplying
  /// zero margins: 4 waste 10 products of a vector, a step costs about as much to start.
  static let absorbedTaps = 4

  /// Zero pixels beside each staged row: what absorbed triangles reach, past the last block's outputs.
  var margin: Int { Self.absorbedTaps + stagedWidth - width }

  /// Of `taps` kernel columns that only some outputs of a block may use, those taken for all of them.
  private func absorbed(_ taps: Int) -> Int { taps <= Self.absorbedTaps ? max(0, taps) : 0 }

  /// What a kernel row with weights in `span` takes: exactly the products of outputs and pixels on the
  /// map, as parallelograms and triangles.
  func steps(_ span: Range<Int>) -> [BandStep] {
    guard !span.isEmpty else { return [] }
    let reach = span.lowerBound - paddingX...span.upperBound - 1 - paddingX
    var groups: [BlockGroup] = []
    var triangles: [BandStep] = []
    for (block, origin) in blockOrigins.enumerated() {
      let last = stagedWidth - bandColumns - origin
      let low = max(reach.lowerBound, -origin - absorbed(-origin - reach.lowerBound))
      let high = min(reach.upperBound, last + absorbed(reach.upperBound - last))
      if low <= high {
        let group = BlockGroup(block: block, origin: origin, reach: low...high)
        if let previous = groups.last, previous.continues(with: group) {
          groups[groups.count - 1].blockCount += 1
        } else {
          groups.append(group)
        }
      }
      let left = min(bandColumns - 1, -origin - reach.lowerBound)
      if left > Self.absorbedTaps, reach.upperBound >= -origin - left {
        triangles.append(
          BandStep(
            .leftTriangle, taps: left, input: 0, weights: paddingX - origin - left,
            accumulators: block * bandColumns))
      }
      let right = min(bandColumns - 1, reach.upperBound - last)
      if right > Self.absorbedTaps, reach.lowerBound <= last + right {
        triangles.append(
          BandStep(
            .rightTriangle, taps: right, input: stagedWidth - bandColumns,
            weights: paddingX + last + 1, accumulators: block * bandColumns))
      }
    }
    // Steps of one block apart from each other: each waits for the accumulators of the one before.
    let parts = groups.map { $0.parallelograms(paddingX: paddingX) }
    var steps = parts.compactMap(\.first) + triangles
    for index in 1..<max(2, parts.map(\.count).max() ?? 0) {
      steps += parts.compactMap { index < $0.count ? $0[index] : nil }
    }
    return steps
  }
}

/// Consecutive kernel rows with the same span of weights.
struct DirectRun {
  var kernelRows: Range<Int>
  let span: Range<Int>
}

/// Neighbouring blocks with the same distances between outputs and inputs.
private struct BlockGroup {
  let block: Int
  let origin: Int
  /// Input column minus output column.
  let reach: ClosedRange<Int>
  var blockCount = 1

  func continues(with next: BlockGroup) -> Bool {
    reach == next.reach && next.origin == origin + blockCount * bandColumns
  }

  /// The fewest parallelograms that cover the reach, about equally wide.
  func parallelograms(paddingX: Int) -> [BandStep] {
    let count = (reach.count + bandTaps - 1) / bandTaps
    return (0..<count).map { index in
      let low = reach.lowerBound + reach.count * index / count
      let end = reach.lowerBound + reach.count * (index + 1) / count
      return BandStep(
        .parallelogram, taps: end - low, input: origin + low, weights: paddingX + low,
        accumulators: block * bandColumns, blockCount: blockCount)
    }
  }
}

extension BandStep {
  /// Multiply-adds per lane.
  var products: Int {
    switch kind.shape {
    case .parallelogram: kind.taps * bandColumns * blockCount
    case .leftTriangle, .rightTriangle:
      kind.taps * bandColumns - kind.taps * (kind.taps + 1) / 2
    }
  }
}

extension DirectGeometry {
  /// The reachable weights, [channel][ky][kx]; allocates.
  func crop(_ stage: Stage) -> [Float] { kernel.weights(stage) }
}
