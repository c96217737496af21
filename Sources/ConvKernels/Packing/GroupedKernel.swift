import ConvModel

/// The part of an algorithm that computes one staged lane group.
protocol GroupCore: AnyObject {
  /// Zero pixels it may read left and right of each staged row.
  var margin: Int { get }
  var weightMemory: [UnsafeRawBufferPointer] { get }
  /// Scratch of the core itself.
  var workspaceByteCount: Int { get }
  /// Computes every output of `group`; `input` is the first pixel of the staged plane.
  /// `ahead` fetches what is needed soon: every pixel of the map once.
  func run(
    group: Int, input: UnsafePointer<Float>, inputRowStride: Int, output: OutputPlane,
    ahead: Lookahead)
}

/// Runs a core over all images and lane groups of a tensor in any layout.
///
/// Copies each group in; lets the core write straight into the tensor where whole vectors fit, else
/// copies its outputs back.
final class GroupedKernel<Core: GroupCore>: PreparedKernel {
  private let core: Core
  private let map: MapShape
  private let slice: TensorSlice
  private let accumulates: Bool
  private let order: TurnOrder
  private let input: StagedPlane
  private let output: StagedPlane?

  init(core: Core, stage: Stage, slice: TensorSlice) {
    self.core = core
    self.slice = slice
    map = stage.shape.map
    accumulates = stage.accumulates
    order = TurnOrder(map, unitCount: LanePacking.groupCount(map.channels))
    input = StagedPlane(map: map, slice: slice, margin: core.margin)
    let isRagged = map.channels % laneCount != 0
    output =
      slice.layout == .nchw || isRagged
      ? StagedPlane(map: map, slice: slice, margin: 0) : nil
  }

  var workspaceByteCount: Int {
    input.memory.byteCount + (output?.memory.byteCount ?? 0) + core.workspaceByteCount
  }
  var weightByteCount: Int { core.weightMemory.reduce(0) { $0 + $1.count } }
  var weightMemory: [UnsafeRawBufferPointer] { core.weightMemory }

  func run(input source: UnsafePointer<Float>, output target: UnsafeMutablePointer<Float>) {
    for turn in 0..<order.turnCount {
      let (group, image) = order.position(turn)
      input.load(source, image: image, group: group)
      runStaged(
        image: image, group: group, target: target,
        ahead: Lookahead(order, turn: turn, slice, input: source, output: target))
    }
  }

  @inline(__always)
  private func runStaged(
    image: Int, group: Int, target: UnsafeMutablePointer<Float>, ahead: Lookahead
  ) {
    let staged = UnsafePointer(input.origin)
    if let output, slice.layout == .nchw || output.channelCount(group: group) < laneCount {
      let plane = OutputPlane(
        base: output.origin, pixelStride: laneCount, rowStride: output.rowStride,
        accumulates: false)
      core.run(
        group: group, input: staged, inputRowStride: input.rowStride, output: plane, ahead: ahead)
      output.unload(target, image: image, group: group, accumulates: accumulates)
    } else {
      let stride = slice.pixelStride
      let offset = slice.planeOffset(image: image, channel: group * laneCount)
      let plane = OutputPlane(
        base: target + offset, pixelStride: stride, rowStride: stride * map.width,
        accumulates: accumulates)
      core.run(
        group: group, input: staged, inputRowStride: input.rowStride, output: plane, ahead: ahead)
    }
  }
}
