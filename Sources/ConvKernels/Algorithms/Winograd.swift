package import ConvModel

/// Convolution by interpolation along x (Toom and Cook's, in Winograd's form), summed directly along y.
///
///     for each group of lanes, tile of M = 15 − kernelWidth columns
///       for each input row: interpolate M + kernelWidth − 1 = 14 pixels to 17 values
///       for each of the 17: convolve its column with kernelHeight transformed weights, in place
///       for each output row: combine the 17 sums to M outputs, plus bias
///
/// 17 products per M outputs and kernel row instead of kernelWidth · M; the transforms are mostly additions
/// and are paid once per row, whatever the kernel's height. A tile's values, 17 vectors per row, stay in L1
/// up to 56 rows with AVX2.
/// Interpolation multiplies roundings (see `InterpolationMatrices.growth`), so integers do not stay exact.
/// An input that is not finite spoils the whole width of the tiles that read it, in the rows that the kernel
/// reaches, and nothing else.
/// Should win for K = 7 and 9 on maps of 14² and more; an FFT grows more slowly with K, `toeplitz` multiplies
/// no margins of small maps.
package struct Winograd: Algorithm {
  package let id = "winograd"
  package let summary = "interpolation at 14 points along x, direct sums along y"
  package let instructionSet = buildInstructionSet
  package let handles: Set<KernelStructure.Kind> = [.dense, .rowSpans, .taps]

  package init() {}

  package func support(for stage: StageOutline) -> Support {
    WinogradGeometry(stage.shape) == nil ? .declined(Self.refusal) : .supported
  }

  private static let refusal = "takes kernels of 7 or 9 rows and columns only"

  package func rounding(of stage: StageOutline) -> Rounding {
    // Of stages that are declined nobody needs it, but a survey asks.
    guard let geometry = WinogradGeometry(stage.shape) else { return .summation }
    return .interpolation(
      roundings: geometry.kernelHeight + InterpolationMatrices.depth,
      growth: geometry.matrices.growth)
  }

  package func prepare(
    _ stage: Stage, on slice: TensorSlice
  ) throws(PlanError) -> any PreparedKernel {
    guard let geometry = WinogradGeometry(stage.shape) else {
      throw .declined(algorithm: id, reason: Self.refusal)
    }
    return GroupedKernel(core: WinogradCore(stage, geometry), stage: stage, slice: slice)
  }

  package func executedFLOPs(_ stage: Stage) -> Int {
    guard let geometry = WinogradGeometry(stage.shape) else {
      preconditionFailure("operations of a stage that \(id) declines")
    }
    let map = stage.shape.map
    return map.batch * LanePacking.groupCount(map.channels) * laneCount * geometry.flops
  }
}
