package import ConvModel

/// Convolution through a two-dimensional fast Fourier transform, one vector holding the same point of
/// neighbouring channels; the spectra of the kernels are kept.
///
///     for each group of lanes
///       for each pair of rows: transform as one complex row, part into columns
///       for each column: transform, multiply with the spectrum, transform back
///       for each pair of rows: join, transform back
///
/// No shuffles, no twiddles between passes. Every output carries the rounding of the whole map; an input
/// that is not finite spoils its channel's whole output of that image, and nothing else.
/// Should win from K ≈ 9 on maps of 28² and more; must lose to `toeplitz` at 7².
package struct Fourier: Algorithm {
  package let id = "fft"
  package let summary = "prime-factor FFT across channels with a kept kernel spectrum"
  package let instructionSet = buildInstructionSet
  package let handles: Set<KernelStructure.Kind> = [.dense, .rowSpans, .taps]

  package init() {}

  package func support(for stage: StageOutline) -> Support {
    guard stage.shape.tapCount > 1 else {
      return .declined("has nothing to gain from a 1×1 kernel")
    }
    guard FourierGeometry(stage.shape) != nil else {
      return .declined("has transforms of at most \(PrimeFactors.largestSize) points")
    }
    return .supported
  }

  package func rounding(of stage: StageOutline) -> Rounding {
    // Of stages that are declined nobody needs it, but a survey asks.
    guard let geometry = FourierGeometry(stage.shape) else { return .summation }
    return .transform(points: geometry.rows.factors.size * geometry.columns.factors.size)
  }

  package func prepare(
    _ stage: Stage, on slice: TensorSlice
  ) throws(PlanError) -> any PreparedKernel {
    guard let geometry = FourierGeometry(stage.shape) else {
      throw .declined(
        algorithm: id, reason: "has transforms of at most \(PrimeFactors.largestSize) points")
    }
    let core = FourierCore(stage, geometry, pixelStride: slice.pixelStride)
    return GroupedKernel(core: core, stage: stage, slice: slice)
  }

  package func executedFLOPs(_ stage: Stage) -> Int {
    guard let geometry = FourierGeometry(stage.shape) else {
      preconditionFailure("operations of a stage that \(id) declines")
    }
    let map = stage.shape.map
    return map.batch * LanePacking.groupCount(map.channels) * laneCount * geometry.flops
  }
}
