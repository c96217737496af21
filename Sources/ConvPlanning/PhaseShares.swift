import CShims
import ConvModel

/// The part of a run that one phase of one stage's kernel takes.
package struct PhaseShare: Hashable, Sendable {
  /// Stage of the program, from 0.
  package let stage: Int
  package let phase: String
  /// Of the time in all kernels of the run.
  package let share: Double
}

extension PreparedProgram {
  /// How the time of `calls` runs on the calling thread divides over the phases of its kernels.
  ///
  /// Of a team only the first member's share of the work is run. A kernel without phases has one, `all`.
  /// Reads `input` and writes `output` like `run`; allocates.
  package func phaseShares(
    input: UnsafePointer<Float>, output: UnsafeMutablePointer<Float>, calls: Int
  ) -> [PhaseShare] {
    let kernels = first.kernels
    let clocks = PhaseClock.allocate(capacity: kernels.count)
    clocks.initialize(repeating: lkb_phase_clock(), count: kernels.count)
    defer { clocks.deallocate() }
    for _ in 0..<calls { first.run(input: input, output: output, clocks: clocks) }
    var phases: [(stage: Int, phase: String, ticks: UInt64)] = []
    for (stage, kernel) in kernels.enumerated() {
      let names = (kernel as? any PhasedKernel)?.phaseNames ?? ["all"]
      withUnsafeBytes(of: clocks[stage].ticks) { bytes in
        for (name, ticks) in zip(names, bytes.bindMemory(to: UInt64.self)) {
          phases.append((stage, name, ticks))
        }
      }
    }
    let total = phases.reduce(0) { $0 + $1.ticks }
    guard total > 0 else { return [] }
    return phases.map {
      PhaseShare(stage: $0.stage, phase: $0.phase, share: Double($0.ticks) / Double(total))
    }
  }
}
