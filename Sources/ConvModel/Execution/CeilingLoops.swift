/// A register-only multiply-add loop of one instruction set, from which the arithmetic ceiling is measured.
package struct PeakFlops: Sendable {
  package let instructionSet: InstructionSet
  /// Operations of that many iterations; a multiply-add counts 2.
  package let flops: @Sendable (_ iterations: Int) -> Int
  /// Runs the loop; the result only keeps it alive.
  package let run: @Sendable (_ iterations: Int) -> Float

  package init(
    instructionSet: InstructionSet, flops: @escaping @Sendable (_ iterations: Int) -> Int,
    run: @escaping @Sendable (_ iterations: Int) -> Float
  ) {
    self.instructionSet = instructionSet
    self.flops = flops
    self.run = run
  }
}

/// The loops of one instruction set from which ceilings are measured, beside `PeakFlops`.
package struct CeilingLoops: Sendable {
  package let instructionSet: InstructionSet
  /// `sum` and `copy` take whole multiples of so many floats.
  package let granularity: Int
  /// Dependent multiply-adds per iteration of `chain`.
  package let links: Int
  /// Operations per iteration of `mix`; a multiply-add counts 2.
  package let mixedFlops: Int
  /// One dependent chain of multiply-adds; the result only keeps it alive.
  package let chain: @Sendable (_ iterations: Int) -> Float
  /// Independent multiply-adds beside independent adds, 8 to 6; the result only keeps them alive.
  package let mix: @Sendable (_ iterations: Int) -> Float
  /// Reads `count` floats `passes` times; the result only keeps the loads alive.
  package let sum: @Sendable (_ start: UnsafePointer<Float>, _ count: Int, _ passes: Int) -> Float
  /// Copies `count` floats `passes` times between ranges that do not overlap.
  package let copy:
    @Sendable (
      _ source: UnsafePointer<Float>, _ target: UnsafeMutablePointer<Float>, _ count: Int,
      _ passes: Int
    ) -> Void

  package init(
    instructionSet: InstructionSet, granularity: Int, links: Int, mixedFlops: Int,
    chain: @escaping @Sendable (_ iterations: Int) -> Float,
    mix: @escaping @Sendable (_ iterations: Int) -> Float,
    sum: @escaping @Sendable (_ start: UnsafePointer<Float>, _ count: Int, _ passes: Int) -> Float,
    copy:
      @escaping @Sendable (
        _ source: UnsafePointer<Float>, _ target: UnsafeMutablePointer<Float>, _ count: Int,
        _ passes: Int
      ) -> Void
  ) {
    self.instructionSet = instructionSet
    self.granularity = granularity
    self.links = links
    self.mixedFlops = mixedFlops
    self.chain = chain
    self.mix = mix
    self.sum = sum
    self.copy = copy
  }
}
