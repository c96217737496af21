package import ConvModel

#if OpenBLAS
  import COpenBLAS
#endif

/// The baseline everyone knows: per channel, unfold the map into a taps × pixels matrix and multiply it
/// from the left with the kernel as a row vector, by OpenBLAS SGEMM.
///
///     for each image, channel, block of output rows
///       columns[tap][pixel] = input or padding zero
///       output[1 × pixels] = weights[1 × taps] · columns[taps × pixels]
///
/// A depthwise kernel leaves GEMM one row only, so every unfolded value is used once: the copy, K² times
/// the map, is the cost. Blocks bound the workspace to `columnBudget` floats.
package struct Im2colGEMM: PeerAlgorithm {
  package let id = "im2col-gemm"
  package let summary = "unfold, then OpenBLAS SGEMM, one row per channel (baseline)"
  package let instructionSet = InstructionSet.portable
  package let handles: Set<KernelStructure.Kind> = [.dense, .rowSpans, .taps]

  /// Floats of the unfolded block: 4 MiB, as large as a last-level-cache share allows.
  static let columnBudget = 1 << 20

  package init() {}

  package func support(for stage: StageOutline) -> Support { .supported }

  package func executedFLOPs(_ stage: Stage) -> Int {
    2 * stage.shape.map.elementCount * stage.shape.tapCount
  }

  #if OpenBLAS
    package var unavailability: String? { nil }
    package var library: String {
      // The number shown is the one that `prepare` sets.
      openblas_set_num_threads(1)
      return String(cString: openblas_get_config())
        + ", core \(String(cString: openblas_get_corename()))"
        + ", threads \(openblas_get_num_threads())"
    }

    package func prepare(
      _ stage: Stage, on slice: TensorSlice
    ) throws(PlanError) -> any PreparedKernel {
      openblas_set_num_threads(1)
      return PreparedIm2colGEMM(stage, slice: slice)
    }
  #else
    package var unavailability: String? { "built without the OpenBLAS trait" }
    package var library: String { "none" }

    package func prepare(
      _ stage: Stage, on slice: TensorSlice
    ) throws(PlanError) -> any PreparedKernel {
      throw .unavailable(algorithm: id, reason: "built without the OpenBLAS trait")
    }
  #endif
}
