import BenchHarness
import CShims
import ConvModel
import ConvPlanning

/// The multiply-add ceiling of an instruction set as a workload, so that it can be sampled in the same
/// rounds as the kernels that are compared with it.
final class PeakWorkload: Workload {
  /// Some tenths of a millisecond on the CPUs of today.
  private static let iterations = 100_000

  let label: String
  let instructionSet: InstructionSet
  private let loop: PeakFlops

  init?(_ instructionSet: InstructionSet) {
    guard let loop = PeakFlops.loop(for: instructionSet) else { return nil }
    self.loop = loop
    self.instructionSet = instructionSet
    label = "FMA peak of \(instructionSet.rawValue)"
  }

  func run() {
    var result = loop.run(Self.iterations)
    lkb_escape(&result)
  }

  /// Nothing: the loop touches no memory.
  func evict(_ policy: CachePolicy) {}

  /// GFLOP/s of a call that takes so long, 2 per multiply-add.
  func gigaflops(nanosecondsPerCall: Double) -> Double {
    Double(loop.flops(Self.iterations)) / nanosecondsPerCall
  }
}
