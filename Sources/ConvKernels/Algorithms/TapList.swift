package import ConvModel

/// Convolution of pruned kernels tap by tap, with pixels in the vector lanes.
///
///     for each channel of a staged group of lanes
///       copy the map into a plane with zero margins
///       for each tile of 7 rows × 2 vectors of pixels
///         accumulateTapPairs over the kept taps whose row meets the tile
///
/// Work is proportional to the kept taps, but every multiply-add needs a load of its own, often across
/// a cache line. Lanes past the map's width are wasted, and moving pixels into the lanes and back costs
/// as much as a few dozen taps. Copies of the plane shifted so that every load is aligned halved the
/// time per tap, but cost more than they saved wherever skipping taps beats a dense kernel.
/// Should win from about 80 % sparsity on, on maps of 28² and larger; must lose at SLaK's 40 %.
package struct TapList: Algorithm {
  package let id = "tap-list"
  package let summary = "kept taps one by one over pixel lanes, for pruned kernels"
  package let instructionSet = buildInstructionSet
  package let handles: Set<KernelStructure.Kind> = [.dense, .rowSpans, .taps]

  package init() {}

  package func support(for stage: StageOutline) -> Support {
    let floats = TapListGeometry(stage.shape).planeFloats
    guard floats <= Int(Int32.max) else {
      return .declined("a padded map of \(floats) floats exceeds its 32-bit offsets")
    }
    return .supported
  }

  package func prepare(
    _ stage: Stage, on slice: TensorSlice
  ) throws(PlanError) -> any PreparedKernel {
    GroupedKernel(core: TapListCore(stage), stage: stage, slice: slice)
  }

  package func executedFLOPs(_ stage: Stage) -> Int {
    let geometry = TapListGeometry(stage.shape)
    let map = stage.shape.map
    var steps = 0
    for channel in 0..<map.channels {
      let rows = geometry.keptTaps(stage, channel: channel).map(\.dy)
      for y in stride(from: 0, to: geometry.height, by: tapTileRows) {
        let active = geometry.activeRows(y: y)
        steps += rows.count { active.contains($0) }
      }
    }
    return 2 * map.batch * steps * tapTileRows * geometry.vectors * laneCount
  }
}
