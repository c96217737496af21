import BenchCounters

/// What callgrind counted of one case: the kernel alone, its AVX2 build, on one thread, with warm caches.
struct SimulatedCounts: Sendable {
  /// Instructions of one function per call of the kernel.
  struct FunctionCost: Hashable, Sendable {
    /// For people: `ConvKernelsAVX2.accumulateTile3`.
    let name: String
    /// As the ELF file has it.
    let symbol: String
    /// File name of the ELF file, without its folder.
    let object: String
    let selfInstructions: Double
    /// With the functions that it called.
    let inclusiveInstructions: Double
  }

  /// What the executed instructions are, from the disassembly.
  struct Code: Sendable {
    /// Of everything that was executed, per call.
    let mix: InstructionMix
    /// The innermost loop with most executed instructions, which it counts over all simulated calls.
    let hotLoop: HotLoop?
    /// Instructions of the hot loop over all instructions.
    let hotLoopShare: Double
  }

  /// Ids of the algorithms that were planned, as in the `algorithm` column.
  let plan: String
  /// What a library chose to run there, in its own words.
  let implementation: String?
  /// What the algorithm says it executes per call.
  let executedFLOPs: Int?
  let usefulMACs: Int?
  /// Per call.
  let values: [SimulatedEvent: Double]
  /// Those with instructions of their own, most of them first.
  let functions: [FunctionCost]
  /// The disassembly's view, or why there is none.
  let code: Result<Code, SimulationError>

  /// Of one call; `nil` where it was not simulated.
  subscript(event: SimulatedEvent) -> Double? { values[event] }

  /// Instructions per useful multiply-add; a vector FMA of 8 lanes alone would make 0.125.
  var instructionsPerUsefulMAC: Double? {
    guard let usefulMACs, usefulMACs > 0, let instructions = self[.instructions] else { return nil }
    return instructions / Double(usefulMACs)
  }
}
