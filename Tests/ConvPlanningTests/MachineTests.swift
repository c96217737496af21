import ConvModel
import ConvPlanning
import Testing

@Suite("Machine")
struct MachineTests {
  @Test(
    "has what its level and the limit allow",
    arguments: [
      (4, nil, [.portable, .avx2, .avx512]), (3, nil, [.portable, .avx2]), (2, nil, [.portable]),
      (4, .avx512, [.portable, .avx2, .avx512]), (4, .avx2, [.portable, .avx2]),
      (4, .portable, [.portable]), (3, .avx512, [.portable, .avx2]), (2, .avx2, [.portable]),
    ] as [(Int, InstructionSet?, [InstructionSet])])
  func levels(level: Int, limit: InstructionSet?, expected: [InstructionSet]) {
    let machine = Machine(level: level, limit: limit)
    #expect(machine.instructionSets == expected && machine.best == expected.last)
    #expect(machine.limit == limit)
  }

  @Test("a planner of a limited machine takes its best, and refuses more")
  func planner() throws {
    let machine = Machine(level: 4, limit: .portable)
    #expect(try Planner(machine: machine).instructionSet == .portable)
    #expect(throws: PlanError.instructionSetAbsent(.avx2)) {
      try Planner(instructionSet: .avx2, machine: machine)
    }
  }

  @Test("the variable names an instruction set or nothing")
  func limit() throws {
    #expect(try MachineLimit.parse(nil) == nil)
    #expect(try MachineLimit.parse("") == nil)
    for set in InstructionSet.allCases { #expect(try MachineLimit.parse(set.rawValue) == set) }
    for value in ["AVX2", "sse2", "avx2 ", "0"] {
      let error = #expect(throws: MachineLimitError.self) { try MachineLimit.parse(value) }
      #expect(
        error?.description
          == "LKB_ISA_LIMIT is '\(value)': expected one of portable, avx2, avx512")
    }
  }
}
