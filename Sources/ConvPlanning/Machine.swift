import CShims
package import ConvModel

/// What this CPU can run.
package struct Machine: Sendable {
  /// Instruction sets that both the CPU and the operating system support, weakest first.
  package let instructionSets: [InstructionSet]

  package init(instructionSets: [InstructionSet]) { self.instructionSets = instructionSets }

  /// The machine this process runs on, by CPUID and XCR0.
  package static let current: Machine = {
    #if LKB_EMULATE_AVX512
      // The 16-lane sources were built for AVX2: any AVX2 machine runs them.
      let avx512Level = 3
    #else
      let avx512Level = 4
    #endif
    let level = lkb_x86_64_level()
    var sets: [InstructionSet] = [.portable]
    if level >= 3 { sets.append(.avx2) }
    if level >= avx512Level { sets.append(.avx512) }
    return Machine(instructionSets: sets)
  }()

  /// The strongest instruction set.
  package var best: InstructionSet { instructionSets.last ?? .portable }
}
