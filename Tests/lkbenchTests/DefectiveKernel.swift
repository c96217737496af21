import ConvModel
import ConvPlanning
import Synchronization

/// A kernel with a defect, to see whether anybody notices.
final class DefectiveKernel: PreparedKernel {
  enum Defect: CaseIterable, Sendable {
    case writesNothing, skipsFirstElement, readsPadding, dependsOnPreviousCall, offByOneBit
  }

  /// Calls of all kernels that count here.
  final class Calls: Sendable {
    private let number = Mutex(0)
    var count: Int { number.withLock { $0 } }
    func add() { number.withLock { $0 += 1 } }
  }

  private let inner: any PreparedKernel
  private let defect: Defect
  private let total: Calls
  private var calls = 0

  init(_ inner: any PreparedKernel, _ defect: Defect, counting total: Calls = Calls()) {
    self.inner = inner
    self.defect = defect
    self.total = total
  }

  var workspaceByteCount: Int { 0 }
  var weightByteCount: Int { 0 }
  var weightMemory: [UnsafeRawBufferPointer] { [] }

  func run(input: UnsafePointer<Float>, output: UnsafeMutablePointer<Float>) {
    calls += 1
    total.add()
    if defect == .writesNothing { return }
    let before = output[0]
    inner.run(input: input, output: output)
    switch defect {
    case .writesNothing: break
    case .skipsFirstElement: output[0] = before
    // The last element of the first pixel's block is the layout's padding.
    case .readsPadding: output[0] += 0 * input[Layout.channelBlock - 1]
    case .dependsOnPreviousCall: if calls > 1 { output[0] += 1 }
    case .offByOneBit: output[0] = output[0].nextUp
    }
  }
}

/// An algorithm whose kernels have a defect.
private struct DefectiveAlgorithm: Algorithm {
  let inner: any Algorithm
  let defect: DefectiveKernel.Defect
  let calls: DefectiveKernel.Calls

  var id: String { inner.id }
  var summary: String { inner.summary }
  var instructionSet: InstructionSet { inner.instructionSet }
  var handles: Set<KernelStructure.Kind> { inner.handles }
  func support(for stage: StageOutline) -> Support { inner.support(for: stage) }
  func rounding(of stage: StageOutline) -> Rounding { inner.rounding(of: stage) }
  func executedFLOPs(_ stage: Stage) -> Int { inner.executedFLOPs(stage) }

  func prepare(_ stage: Stage, on slice: TensorSlice) throws(PlanError) -> any PreparedKernel {
    DefectiveKernel(try inner.prepare(stage, on: slice), defect, counting: calls)
  }
}

extension Plan {
  /// The plan with a defect in every kernel.
  func with(_ defect: DefectiveKernel.Defect, counting calls: DefectiveKernel.Calls) -> Plan {
    Plan(
      program: program, layout: layout, instructionSet: instructionSet,
      algorithms: algorithms.map {
        DefectiveAlgorithm(inner: $0, defect: defect, calls: calls)
      }, reason: reason)
  }
}
