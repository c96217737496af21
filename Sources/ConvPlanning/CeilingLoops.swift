import ConvKernelsAVX2
import ConvKernelsAVX512
import ConvKernelsPortable
package import ConvModel

extension CeilingLoops {
  /// One per build.
  package static let all = [
    ConvKernelsPortable.CeilingLoop.loops,
    ConvKernelsAVX2.CeilingLoop.loops,
    ConvKernelsAVX512.CeilingLoop.loops,
  ]

  /// The loops of one instruction set.
  package static func loops(for set: InstructionSet) -> CeilingLoops? {
    all.first { $0.instructionSet == set }
  }
}

extension PeakFlops {
  /// One per build.
  package static let all = [
    ConvKernelsPortable.CeilingLoop.peak,
    ConvKernelsAVX2.CeilingLoop.peak,
    ConvKernelsAVX512.CeilingLoop.peak,
  ]

  /// The loop of one instruction set.
  package static func loop(for set: InstructionSet) -> PeakFlops? {
    all.first { $0.instructionSet == set }
  }
}
