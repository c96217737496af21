import ConvModel

/// The packed weights and the loop nest of `Direct`.
final class DirectCore: GroupCore {
  let margin = tileColumns - 1
  let workspaceByteCount = 0
  private let geometry: DirectGeometry
  private let weights: AlignedBuffer<Float>
  private let bias: AlignedBuffer<Float>
  private let spanLow: AlignedBuffer<Int>
  private let spanHigh: AlignedBuffer<Int>

  init(_ stage: Stage) {
    let geometry = DirectGeometry(stage.outline)
    self.geometry = geometry
    let channels = stage.shape.map.channels
    let taps = geometry.kernelHeight * geometry.kernelWidth
    weights = LanePacking.pack(
      geometry.crop(stage), channels: channels, perChannel: taps)
    bias = LanePacking.packBias(stage.bias, channels: channels)
    spanLow = AlignedBuffer(geometry.spans.map(\.lowerBound))
    spanHigh = AlignedBuffer(geometry.spans.map(\.upperBound))
  }

  var weightMemory: [UnsafeRawBufferPointer] { [weights.rawBytes, bias.rawBytes] }

  func run(group: Int, input: UnsafePointer<Float>, inputRowStride: Int, output: OutputPlane) {
    let rowWeights = geometry.kernelWidth &* laneCount
    let kernel = UnsafePointer(weights.pointer) + group &* geometry.kernelHeight &* rowWeights
    let call = Call(
      geometry: geometry, input: input, inputRowStride: inputRowStride, kernel: kernel,
      rowWeights: rowWeights, bias: UnsafePointer(bias.pointer) + group &* laneCount,
      spanLow: UnsafePointer(spanLow.pointer),
      spanHigh: UnsafePointer(spanHigh.pointer), output: output)
    var y = 0
    while y < geometry.height {
      let rows = min(tileRows, geometry.height &- y)
      switch rows {
      #if !LKB_PORTABLE
        case 3: call.rowOfTiles(y: y, rows: 3)
      #endif
      case 2: call.rowOfTiles(y: y, rows: 2)
      default: call.rowOfTiles(y: y, rows: 1)
      }
      y &+= tileRows
    }
  }

  /// Everything the tiles of one lane group share, as plain values.
  private struct Call {
    let height: Int
    let width: Int
    let kernelHeight: Int
    let kernelWidth: Int
    let paddingY: Int
    let paddingX: Int
    let input: UnsafePointer<Float>
    let inputRowStride: Int
    let kernel: UnsafePointer<Float>
    let rowWeights: Int
    let bias: UnsafePointer<Float>
    let spanLow: UnsafePointer<Int>
    let spanHigh: UnsafePointer<Int>
    let output: OutputPlane

    init(
      geometry: DirectGeometry, input: UnsafePointer<Float>, inputRowStride: Int,
      kernel: UnsafePointer<Float>, rowWeights: Int, bias: UnsafePointer<Float>,
      spanLow: UnsafePointer<Int>,
      spanHigh: UnsafePointer<Int>, output: OutputPlane
    ) {
      height = geometry.height
      width = geometry.width
      kernelHeight = geometry.kernelHeight
      kernelWidth = geometry.kernelWidth
      paddingY = geometry.paddingY
      paddingX = geometry.paddingX
      self.input = input
      self.inputRowStride = inputRowStride
      self.kernel = kernel
      self.rowWeights = rowWeights
      self.bias = bias
      self.spanLow = spanLow
      self.spanHigh = spanHigh
      self.output = output
    }

    /// All tiles of `rows` rows from row `y`; `rows` is constant after inlining.
    @inline(__always)
    func rowOfTiles(y: Int, rows: Int) {
      let top = max(0, y &- paddingY)
      let bottom = min(height, y &+ rows &- 1 &+ kernelHeight &- paddingY)
      var x = 0
      while x < width {
        let columnLow = max(0, paddingX &- x &- (tileColumns &- 1))
        let columnHigh = min(kernelWidth, width &+ paddingX &- x)
        // The margin covers x − paddingX + columnLow ≥ −(tileColumns − 1) and, on the right,
        // x + columns − 1 − paddingX + columnHigh − 1 ≤ width + tileColumns − 2.
        let tileInput = input + (x &- paddingX) &* laneCount
        var accumulators = TileAccumulators(repeating: .zero)
        var row = top
        while row < bottom {
          let kernelRow = row &- y &+ paddingY
          let first = max(0, kernelRow &- (kernelHeight &- 1))
          let end = min(rows, kernelRow &+ 1)
          var low = columnHigh
          var high = columnLow
          var q = first
          while q < end {
            let span = kernelRow &- q
            if spanLow[span] < spanHigh[span] {
              low = min(low, max(spanLow[span], columnLow))
              high = max(high, min(spanHigh[span], columnHigh))
            }
            q &+= 1
          }
          if low < high {
            accumulateActiveRows(
              &accumulators, rows: rows,
              input: tileInput + (row &* inputRowStride &+ low &* laneCount),
              weights: kernel + (kernelRow &* rowWeights &+ low &* laneCount),
              weightRowStride: rowWeights, steps: high &- low, firstRow: first, endRow: end)
          }
          row &+= 1
        }
        storeTile(accumulators, y: y, x: x, rows: rows)
        x &+= tileColumns
      }
    }

    @inline(__always)
    private func storeTile(_ accumulators: TileAccumulators, y: Int, x: Int, rows: Int) {
      // Added here and not at the start: a bias register would make the inner loop spill.
      let shift = loadLanes(bias)
      for row in 0..<rows {
        for column in 0..<tileColumns where x &+ column < width {
          output.put(
            accumulators[unchecked: row &* tileColumns &+ column] + shift, y: y &+ row, x: x &+ column)
        }
      }
    }
  }
}

extension DirectGeometry {
  /// The reachable weights, [channel][ky][kx]; allocates.
  func crop(_ stage: Stage) -> [Float] {
    guard cropY > 0 || cropX > 0 else { return stage.weights }
    let shape = stage.shape
    var kept: [Float] = []
    kept.reserveCapacity(shape.map.channels * kernelHeight * kernelWidth)
    for channel in 0..<shape.map.channels {
      for row in cropY..<cropY + kernelHeight {
        let start = (channel * shape.kernelHeight + row) * shape.kernelWidth + cropX
        kept += stage.weights[start..<start + kernelWidth]
      }
    }
    return kept
  }
}
