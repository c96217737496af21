import CShims
import ConvModel

/// The part of an algorithm that computes one staged lane group.
protocol GroupCore: AnyObject {
  /// Zero pixels it may read left and right of each staged row.
  var margin: Int { get }
  var weightMemory: [UnsafeRawBufferPointer] { get }
  /// Scratch of the core itself.
  var workspaceByteCount: Int { get }
  /// Names of its phases, which it enters by their number; a core of one phase need not enter it.
  var phaseNames: [String] { get }
  /// Where it marks its phases; see `CorePhases`.
  var phases: CorePhases { get set }
  /// Computes every output of `group`; `input` is the first pixel of the staged plane.
  /// `ahead` fetches what is needed soon: every pixel of the map once.
  func run(
    group: Int, input: UnsafePointer<Float>, inputRowStride: Int, output: OutputPlane,
    ahead: Lookahead)
}

extension GroupCore {
  var phaseNames: [String] { ["products"] }
  var phases: CorePhases {
    get { CorePhases() }
    set {}
  }
}

/// The clock of a kernel's phases as its core sees it.
struct CorePhases {
  var clock: PhaseClock?

  /// Phase of the kernel that is the core's first: copying in comes before.
  static var first: Int32 { 1 }

  /// Begins the core's phase `index`.
  @inline(__always)
  func enter(_ index: Int32) { lkb_enter_phase(clock, Self.first &+ index) }
}

/// Runs a core over all images and lane groups of a tensor in any layout.
///
/// Copies each group in; lets the core write straight into the tensor where whole vectors fit, else
/// copies its outputs back.
final class GroupedKernel<Core: GroupCore>: PhasedKernel {
  private let core: Core
  private let map: MapShape
  private let slice: TensorSlice
  private let accumulates: Bool
  private let order: TurnOrder
  private let input: StagedPlane
  private let output: StagedPlane?
  private let lastPhase: Int32

  var phaseNames: [String] { ["copy in"] + core.phaseNames + (output == nil ? [] : ["copy out"]) }
  var phaseClock: PhaseClock? {
    get { clock }
    set {
      clock = newValue
      core.phases = CorePhases(clock: newValue)
    }
  }
  private var clock: PhaseClock?

  init(core: Core, stage: Stage, slice: TensorSlice) {
    self.core = core
    self.slice = slice
    map = stage.shape.map
    accumulates = stage.accumulates
    lastPhase = CorePhases.first + Int32(core.phaseNames.count)
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
      lkb_enter_phase(clock, 0)
      input.load(source, image: image, group: group)
      lkb_enter_phase(clock, CorePhases.first)
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
      lkb_enter_phase(clock, lastPhase)
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
