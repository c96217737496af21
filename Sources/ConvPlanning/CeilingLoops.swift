import ConvKernelsAVX2
import ConvKernelsAVX512
import ConvKernelsPortable
package import ConvModel

/// The loops of one instruction set from which ceilings are measured, beside `PeakFlops`.
package struct CeilingLoops: Sendable {
  package let instructionSet: InstructionSet
  /// `sum` and `copy` take whole multiples of so many floats.
  package let granularity: Int
  /// Dependent multiply-adds per iteration of `chain`.
  package let links: Int
  /// Operations per iteration of `mix`; a multiply-add counts 2.
  package let mixedFlops: Int
  /// One dependent chain of multiply-adds.
  package let chain: @Sendable (_ iterations: Int) -> Float
  /// Independent multiply-adds beside independent adds, 8 to 6.
  package let mix: @Sendable (_ iterations: Int) -> Float
  /// Reads `count` floats `passes` times.
  package let sum: @Sendable (_ start: UnsafePointer<Float>, _ count: Int, _ passes: Int) -> Float
  /// Copies `count` floats `passes` times between ranges that do not overlap.
  package let copy:
    @Sendable (
      _ source: UnsafePointer<Float>, _ target: UnsafeMutablePointer<Float>, _ count: Int,
      _ passes: Int
    ) -> Void

  /// One per build.
  package static let all: [CeilingLoops] = [
    CeilingLoops(
      instructionSet: ConvKernelsPortable.CeilingLoop.instructionSet,
      granularity: ConvKernelsPortable.CeilingLoop.granularity,
      links: ConvKernelsPortable.CeilingLoop.links,
      mixedFlops: ConvKernelsPortable.CeilingLoop.mixedFlops,
      chain: ConvKernelsPortable.CeilingLoop.chain, mix: ConvKernelsPortable.CeilingLoop.mix,
      sum: ConvKernelsPortable.CeilingLoop.sum, copy: ConvKernelsPortable.CeilingLoop.copy),
    CeilingLoops(
      instructionSet: ConvKernelsAVX2.CeilingLoop.instructionSet,
      granularity: ConvKernelsAVX2.CeilingLoop.granularity,
      links: ConvKernelsAVX2.CeilingLoop.links,
      mixedFlops: ConvKernelsAVX2.CeilingLoop.mixedFlops,
      chain: ConvKernelsAVX2.CeilingLoop.chain, mix: ConvKernelsAVX2.CeilingLoop.mix,
      sum: ConvKernelsAVX2.CeilingLoop.sum, copy: ConvKernelsAVX2.CeilingLoop.copy),
    CeilingLoops(
      instructionSet: ConvKernelsAVX512.CeilingLoop.instructionSet,
      granularity: ConvKernelsAVX512.CeilingLoop.granularity,
      links: ConvKernelsAVX512.CeilingLoop.links,
      mixedFlops: ConvKernelsAVX512.CeilingLoop.mixedFlops,
      chain: ConvKernelsAVX512.CeilingLoop.chain, mix: ConvKernelsAVX512.CeilingLoop.mix,
      sum: ConvKernelsAVX512.CeilingLoop.sum, copy: ConvKernelsAVX512.CeilingLoop.copy),
  ]

  /// The loops of one instruction set.
  package static func loops(for set: InstructionSet) -> CeilingLoops? {
    all.first { $0.instructionSet == set }
  }
}
