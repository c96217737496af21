package import ConvModel

/// The loops of this build from which the ceilings of a machine are measured.
package enum CeilingLoop {
  /// Multiply-adds on registers only.
  package static let peak = PeakFlops(
    instructionSet: buildInstructionSet, flops: PeakLoop.flops, run: PeakLoop.run)

  /// Everything else.
  package static let loops = CeilingLoops(
    instructionSet: buildInstructionSet, granularity: memoryStep * laneCount, links: 8,
    mixedFlops: (8 * 2 + 6) * laneCount, chain: chainMultiplyAdds, mix: mixProductsAndSums,
    sum: sumMemory, copy: copyMemory)
}
