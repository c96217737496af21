import ConvModel

/// The transformed weights, the scratch rows and the loop nest of `Winograd`.
final class WinogradCore: GroupCore {
  let margin: Int
  private let geometry: WinogradGeometry
  /// [group][product][ky][lane].
  private let weights: AlignedBuffer<Float>
  private let bias: AlignedBuffer<Float>
  /// [row][product][lane], after `paddingY` rows that only catch sums of rows above the map.
  private let values: AlignedBuffer<Float>
  /// Outputs of a tile that are not stored as they come, [row][column][lane].
  private let outputs: AlignedBuffer<Float>
  let phaseNames = ["transform", "products", "inverse"]
  var phases = CorePhases()

  init(_ stage: Stage, _ geometry: WinogradGeometry) {
    self.geometry = geometry
    margin = geometry.margin
    let channels = stage.shape.map.channels
    weights = LanePacking.pack(
      geometry.matrices.transformed(stage.weights, kernelHeight: geometry.kernelHeight),
      channels: channels, perChannel: interpolatedProducts * geometry.kernelHeight)
    bias = LanePacking.packBias(stage.bias, channels: channels)
    values = AlignedBuffer(
      repeating: 0, count: (geometry.paddingY + geometry.height) * interpolatedFloats)
    outputs = AlignedBuffer(repeating: 0, count: geometry.height * geometry.tileWidth * laneCount)
  }

  var workspaceByteCount: Int { values.byteCount + outputs.byteCount }
  var weightMemory: [UnsafeRawBufferPointer] { [weights.rawBytes, bias.rawBytes] }

  func run(
    group: Int, input: UnsafePointer<Float>, inputRowStride: Int, output: OutputPlane,
    ahead: Lookahead
  ) {
    let rows = values.pointer + geometry.paddingY &* interpolatedFloats
    let kernelFloats = interpolatedProducts &* geometry.kernelHeight &* laneCount
    let kernel = UnsafePointer(weights.pointer) + group &* kernelFloats
    let shift = UnsafePointer(bias.pointer) + group &* laneCount
    let tileWidth = geometry.tileWidth
    for tile in 0..<geometry.tileCount {
      let x = tile &* tileWidth
      let count = min(tileWidth, geometry.width &- x)
      let columns = x..<x &+ count
      phases.enter(0)
      // In bounds: the margin covers what the first and the last tile read beside the map.
      interpolateRows(
        rows, from: input + (x &- geometry.paddingX) &* laneCount, rowStride: inputRowStride,
        rowCount: geometry.height)
      phases.enter(1)
      convolve(rows, kernel, columns: columns, ahead)
      phases.enter(2)
      if count == tileWidth, !output.accumulates {
        combine(
          rows, bias: shift, into: output.base + x &* output.pixelStride,
          pixelStride: output.pixelStride, rowStride: output.rowStride)
      } else {
        combine(
          rows, bias: shift, into: outputs.pointer, pixelStride: laneCount,
          rowStride: tileWidth &* laneCount)
        put(output, x: x, count: count)
      }
    }
  }

  /// Products that are convolved between two fetches.
  private static var chunk: Int { 4 }

  @inline(__always)
  private func convolve(
    _ rows: UnsafeMutablePointer<Float>, _ kernel: UnsafePointer<Float>, columns: Range<Int>,
    _ ahead: Lookahead
  ) {
    let height = geometry.kernelHeight
    var product = 0
    while product < interpolatedProducts {
      let end = min(product &+ Self.chunk, interpolatedProducts)
      ahead.fetch(
        part: product / Self.chunk, of: (interpolatedProducts &+ Self.chunk &- 1) / Self.chunk,
        columns: columns)
      let values = rows + product &* laneCount
      let weights = kernel + product &* height &* laneCount
      if height == 7 {
        convolveColumns7(
          values, weights: weights, rowCount: geometry.height, productCount: end &- product)
      } else {
        convolveColumns9(
          values, weights: weights, rowCount: geometry.height, productCount: end &- product)
      }
      product = end
    }
  }

  @inline(__always)
  private func combine(
    _ rows: UnsafePointer<Float>, bias: UnsafePointer<Float>,
    into target: UnsafeMutablePointer<Float>, pixelStride: Int, rowStride: Int
  ) {
    if geometry.kernelWidth == 7 {
      combineRows8(
        rows, bias: bias, into: target, pixelStride: pixelStride, rowStride: rowStride,
        rowCount: geometry.height)
    } else {
      combineRows6(
        rows, bias: bias, into: target, pixelStride: pixelStride, rowStride: rowStride,
        rowCount: geometry.height)
    }
  }

  /// Copies or adds the first `count` columns of the tile at `x` to the map.
  private func put(_ output: OutputPlane, x: Int, count: Int) {
    for y in 0..<geometry.height {
      let row = outputs.pointer + y &* geometry.tileWidth &* laneCount
      for column in 0..<count {
        output.put(loadLanes(row + column &* laneCount), y: y, x: x &+ column)
      }
    }
  }
}
