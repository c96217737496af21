import ConvModel

@testable import ConvPlanning

/// An algorithm that computes what another one does, or something else.
struct AlgorithmDouble: Algorithm {
  var id: String
  let summary = "for tests"
  let instructionSet = InstructionSet.portable
  var handles: Set<KernelStructure.Kind> = [.dense]
  /// Thrown by `prepare`.
  var error: PlanError?
  /// Called after each run.
  var spoil: @Sendable (UnsafeMutablePointer<Float>) -> Void = { _ in }
  /// Called before each run.
  var look: @Sendable (UnsafePointer<Float>) -> Void = { _ in }
  var failure: String?

  func support(for stage: StageOutline) -> Support { .supported }

  func executedFLOPs(_ stage: Stage) -> Int { 2 * stage.shape.map.elementCount }

  func prepare(
    _ stage: Stage, on slice: TensorSlice
  ) throws(PlanError) -> any PreparedKernel {
    if let error { throw error }
    let direct = AlgorithmCatalog.algorithms(for: .portable).first { $0.id == "direct" }
    guard let direct else { throw .unknownAlgorithm("direct", near: []) }
    return KernelDouble(try direct.prepare(stage, on: slice), self)
  }
}

private final class KernelDouble: PreparedKernel {
  private let inner: any PreparedKernel
  private let double: AlgorithmDouble

  init(_ inner: any PreparedKernel, _ double: AlgorithmDouble) {
    self.inner = inner
    self.double = double
  }

  var workspaceByteCount: Int { inner.workspaceByteCount }
  var weightByteCount: Int { inner.weightByteCount }
  var weightMemory: [UnsafeRawBufferPointer] { inner.weightMemory }
  var failure: String? { double.failure }

  func run(input: UnsafePointer<Float>, output: UnsafeMutablePointer<Float>) {
    double.look(output)
    inner.run(input: input, output: output)
    double.spoil(output)
  }
}
