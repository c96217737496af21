package import ConvModel

/// Convolution of pruned kernels tap by tap, with pixels in the vector lanes.
///
///     for each image, channel
///       copy the map into a plane with zero margins
///       for each tile of rows × one vector of pixels
///         accumulateTaps over the kept taps whose row meets the tile
///
/// Work is proportional to the kept taps, but every multiply-add needs a load of its own, mostly across
/// a cache line, so it runs at about half the rate of `direct`; lanes past the map's width are wasted.
/// Should win from about 80 % sparsity on; must lose at SLaK's 40 %.
package struct TapList: Algorithm {
  package let id = "tap-list"
  package let summary = "kept taps one by one over pixel lanes, for pruned kernels"
  package let instructionSet = buildInstructionSet
  package let handles: Set<KernelStructure.Kind> = [.dense, .rowSpans, .taps]

  package init() {}

  package func support(for stage: StageOutline) -> Support {
    let geometry = TapListGeometry(stage.shape)
    guard geometry.planeFloats <= Int(Int32.max) else {
      return .declined("a padded map of \(geometry.planeFloats) floats exceeds its 32-bit offsets")
    }
    return .supported
  }

  package func prepare(
    _ stage: Stage, on slice: TensorSlice
  ) throws(PlanError) -> any PreparedKernel {
    PreparedTapList(stage, slice: slice)
  }

  package func executedFLOPs(_ stage: Stage) -> Int {
    let geometry = TapListGeometry(stage.shape)
    let vectors = (geometry.width + laneCount - 1) / laneCount
    var multiplyAdds = 0
    for channel in 0..<stage.shape.map.channels {
      let rows = geometry.keptTaps(stage, channel: channel).map(\.dy)
      for y in stride(from: 0, to: geometry.height, by: tapTileRows) {
        let active = geometry.activeRows(y: y)
        multiplyAdds += rows.count { active.contains($0) } * vectors * tapTileRows * laneCount
      }
    }
    return 2 * stage.shape.map.batch * multiplyAdds
  }
}

/// Index arithmetic of `TapList`, shared by the kernel and by its operation count.
struct TapListGeometry {
  let shape: DepthwiseShape
  let height: Int
  let width: Int
  /// Reachable padding: larger offsets meet no pixel.
  let marginY: Int
  let marginX: Int

  init(_ shape: DepthwiseShape) {
    self.shape = shape
    height = shape.map.height
    width = shape.map.width
    marginY = min(shape.paddingY, height - 1)
    marginX = min(shape.paddingX, width - 1)
  }

  /// Floats per row of the padded plane: margins, and a last vector that may start at the last pixel.
  var planeStride: Int { width + 2 * marginX + laneCount }
  /// Rows of the padded plane: margins, and a last tile that may start at the last row.
  var planeRows: Int { height + 2 * marginY + tapTileRows }
  var planeFloats: Int { planeStride * planeRows }

  /// Vertical offsets that meet the map for some row of the tile at `y`.
  func activeRows(y: Int) -> ClosedRange<Int> {
    -(min(y + tapTileRows, height) - 1)...(height - 1 - y)
  }

  /// Kept, reachable taps of one channel in row order.
  func keptTaps(_ stage: Stage, channel: Int) -> [(dy: Int, dx: Int, weight: Float)] {
    var taps: [(dy: Int, dx: Int, weight: Float)] = []
    for ky in 0..<shape.kernelHeight where abs(ky - shape.paddingY) <= marginY {
      let line = (channel * shape.kernelHeight + ky) * shape.kernelWidth
      for kx in 0..<shape.kernelWidth where abs(kx - shape.paddingX) <= marginX {
        let weight = stage.weights[line + kx]
        if weight != 0 { taps.append((ky - shape.paddingY, kx - shape.paddingX, weight)) }
      }
    }
    return taps
  }
}
