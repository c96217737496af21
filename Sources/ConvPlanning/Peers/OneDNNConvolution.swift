package import ConvModel

#if OneDNN
  import COneDNN
#endif

/// The best direct convolution a library offers: oneDNN's depthwise forward inference on one thread, its
/// weights reordered beforehand into the form its kernel asks for.
///
/// The tensors are described as they lie. Where the library has no kernel made for such a shape then
/// (oneDNN 2 has none for AVX2 above 9 taps across), the other formats are tried too, with reorders
/// that are part of `run`; `implementation` names what was taken.
package struct OneDNNConvolution: PeerAlgorithm {
  package let id = "onednn"
  package let summary = "oneDNN's direct depthwise convolution (peer)"
  package let instructionSet = InstructionSet.portable
  package let handles: Set<KernelStructure.Kind> = [.dense, .rowSpans, .taps]

  package init() {}

  package func support(for stage: StageOutline) -> Support { .supported }

  package var hidesOperations: Bool { true }

  /// What the library is asked for, padding included, for planning only: it does not tell how much of that
  /// it skips.
  package func executedFLOPs(_ stage: Stage) -> Int {
    2 * stage.shape.map.elementCount * stage.shape.tapCount
  }

  #if OneDNN
    package var unavailability: String? {
      do throws(PlanError) {
        _ = try OneDNN.session()
        return nil
      } catch { return "\(error)" }
    }

    package var library: String { OneDNN.library }

    package func prepare(
      _ stage: Stage, on slice: TensorSlice
    ) throws(PlanError) -> any PreparedKernel {
      try OneDNNChoice.prepare(stage, slice: slice)
    }
  #else
    package var unavailability: String? { "built without the OneDNN trait" }
    package var library: String { "none" }

    package func prepare(
      _ stage: Stage, on slice: TensorSlice
    ) throws(PlanError) -> any PreparedKernel {
      throw .unavailable(algorithm: id, reason: "built without the OneDNN trait")
    }
  #endif
}
