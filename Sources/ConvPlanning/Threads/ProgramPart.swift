import CShims
import ConvModel

/// One thread's share of a program: its own packed weights and workspaces.
final class ProgramPart {
  let kernels: [any PreparedKernel]
  private let identity: IdentityCopy?
  /// Floats before the first image.
  private let offset: Int

  /// A part whose kernels and copy count images and offsets from the share's first image.
  init(
    _ share: WorkSplit.Share, kernels: [any PreparedKernel], map: MapShape, layout: Layout
  ) {
    self.kernels = kernels
    identity =
      share.identity.isEmpty
      ? nil
      : IdentityCopy(
        map: map, images: share.images.count, channels: share.identity, layout: layout)
    offset = layout.planeOffset(map, image: share.images.lowerBound, channel: 0)
  }

  /// Computes the share; `input` and `output` are the whole tensors.
  func run(input: UnsafePointer<Float>, output: UnsafeMutablePointer<Float>) {
    let (source, target) = (input + offset, output + offset)
    identity?.run(input: source, output: target)
    for kernel in kernels { kernel.run(input: source, output: target) }
  }

  /// Computes the share like `run`, and adds each kernel's ticks per phase to its clock.
  ///
  /// `clocks` has one per kernel; a kernel without phases spends all of its time in the first.
  func run(
    input: UnsafePointer<Float>, output: UnsafeMutablePointer<Float>, clocks: PhaseClock
  ) {
    let (source, target) = (input + offset, output + offset)
    identity?.run(input: source, output: target)
    for (index, kernel) in kernels.enumerated() {
      let phased = kernel as? any PhasedKernel
      phased?.phaseClock = clocks + index
      lkb_begin_phases(clocks + index)
      kernel.run(input: source, output: target)
      lkb_enter_phase(clocks + index, 0)
      phased?.phaseClock = nil
    }
  }
}
