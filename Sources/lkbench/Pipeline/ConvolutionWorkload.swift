import BenchHarness
import CShims
import ConvModel
import ConvPlanning

/// A prepared convolution as the harness calls it.
final class ConvolutionWorkload: Workload {
  let label: String
  private let program: PreparedProgram
  private let input: AlignedBuffer<Float>
  private let output: AlignedBuffer<Float>

  init(
    label: String, program: PreparedProgram, input: AlignedBuffer<Float>,
    output: AlignedBuffer<Float>
  ) {
    self.label = label
    self.program = program
    self.input = input
    self.output = output
  }

  func run() { program.run(input: UnsafePointer(input.pointer), output: output.pointer) }

  var failure: String? { program.failure }

  /// How the time of `calls` calls divides over the phases of the kernels; one call comes before.
  func phaseShares(calls: Int) -> [PhaseShare] {
    run()
    return program.phaseShares(
      input: UnsafePointer(input.pointer), output: output.pointer, calls: calls)
  }

  /// Flushes the packed weights, and with `cold-all` input and output too.
  ///
  /// Workspaces stay as the last call left them: no kernel shows where they are. The threads of a team,
  /// which slept meanwhile, are awake afterwards: cold are the data, not they.
  func evict(_ policy: CachePolicy) {
    if policy == .warm { return }
    defer { program.wake() }
    for memory in program.weightMemory { lkb_evict(memory.baseAddress, memory.count) }
    guard policy == .coldAll else { return }
    lkb_evict(input.pointer, input.byteCount)
    lkb_evict(output.pointer, output.byteCount)
  }
}
