package import ConvModel

#if FFTW
  import CFFTW
#endif

/// What an expert would do with a library: per channel a real transform of the plane by FFTW, the product
/// with a cached kernel spectrum, and the transform back.
///
///     for each image and 16 channels: pixels → zero-padded planes
///       for each of the channels
///         real → complex along the rows that hold data, complex along the columns
///         spectrum · kernel spectrum
///         complex along the columns, complex → real along the rows that are wanted
///       planes → pixels, plus bias
///
/// Plans are measured (`FFTW_MEASURE`), and of the lengths without prime factors above 7 the one that
/// runs fastest is taken. One thread.
package struct FFTWConvolution: PeerAlgorithm {
  package let id = "fftw"
  package let summary = "planar real FFT per channel by FFTW, cached kernel spectrum (peer)"
  package let instructionSet = InstructionSet.portable
  package let handles: Set<KernelStructure.Kind> = [.dense, .rowSpans, .taps]

  package init() {}

  package func support(for stage: StageOutline) -> Support { .supported }

  package func rounding(of stage: StageOutline) -> Rounding {
    // The longest candidate: timing decides later which one it is.
    .transform(points: TransformExtents.candidates(stage.shape).map(\.points).max() ?? 1)
  }

  #if FFTW
    package var unavailability: String? { nil }
    package var library: String { String(cString: lkb_fftw_version()) }

    package func executedFLOPs(_ stage: Stage) -> Int {
      // Without a plan there is nothing to execute, and `prepare` says why.
      guard let choice = try? FFTWChoice.best(stage.shape) else { return 0 }
      let map = stage.shape.map
      return map.batch * map.channels * choice.extents.flops(dataRows: map.height)
    }

    package func prepare(
      _ stage: Stage, on slice: TensorSlice
    ) throws(PlanError) -> any PreparedKernel {
      try PreparedFFTW(stage, slice: slice)
    }
  #else
    package var unavailability: String? { "built without the FFTW trait" }
    package var library: String { "none" }
    package func executedFLOPs(_ stage: Stage) -> Int { 0 }

    package func prepare(
      _ stage: Stage, on slice: TensorSlice
    ) throws(PlanError) -> any PreparedKernel {
      throw .unavailable(algorithm: id, reason: "built without the FFTW trait")
    }
  #endif
}
