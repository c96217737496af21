import ConvKernelsAVX2
import ConvKernelsAVX512
import ConvKernelsPortable
package import ConvModel

/// A register-only multiply-add loop per instruction set, from which the arithmetic ceiling is measured.
package struct PeakFlops: Sendable {
  package let instructionSet: InstructionSet
  /// Operations of that many iterations; a multiply-add counts 2.
  package let flops: @Sendable (_ iterations: Int) -> Int
  /// Runs the loop; the result only keeps it alive.
  package let run: @Sendable (_ iterations: Int) -> Float

  /// One per build.
  package static let all: [PeakFlops] = [
    PeakFlops(
      instructionSet: ConvKernelsPortable.PeakLoop.instructionSet,
      flops: ConvKernelsPortable.PeakLoop.flops, run: ConvKernelsPortable.PeakLoop.run),
    PeakFlops(
      instructionSet: ConvKernelsAVX2.PeakLoop.instructionSet,
      flops: ConvKernelsAVX2.PeakLoop.flops, run: ConvKernelsAVX2.PeakLoop.run),
    PeakFlops(
      instructionSet: ConvKernelsAVX512.PeakLoop.instructionSet,
      flops: ConvKernelsAVX512.PeakLoop.flops, run: ConvKernelsAVX512.PeakLoop.run),
  ]

  /// The loop of one instruction set.
  package static func loop(for set: InstructionSet) -> PeakFlops? {
    all.first { $0.instructionSet == set }
  }
}
