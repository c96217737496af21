import CShims
package import ConvModel
import Glibc

/// What this CPU can run.
package struct Machine: Sendable {
  /// Instruction sets that the CPU and the operating system support and the user allows, weakest first.
  package let instructionSets: [InstructionSet]
  /// The strongest that the user allows; `nil` for all there are.
  package let limit: InstructionSet?

  package init(instructionSets: [InstructionSet], limit: InstructionSet? = nil) {
    self.instructionSets = instructionSets
    self.limit = limit
  }

  /// A machine of this x86-64 level, seen as if its CPU had nothing stronger than `limit`.
  package init(level: Int, limit: InstructionSet?) {
    let strongest = limit ?? .avx512
    self.init(
      instructionSets: InstructionSet.allCases.filter { $0.level <= level && $0 <= strongest },
      limit: limit)
  }

  /// The machine this process runs on, by CPUID, XCR0 and `LKB_ISA_LIMIT`.
  ///
  /// Ends the process where that variable holds no instruction set: whoever can complain better calls
  /// `MachineLimit.ofEnvironment` before.
  package static let current: Machine = {
    do throws(MachineLimitError) {
      return Machine(
        level: Int(lkb_x86_64_level()), limit: try MachineLimit.ofEnvironment())
    } catch { fatalError(error.description) }
  }()

  /// The strongest instruction set.
  package var best: InstructionSet { instructionSets.last ?? .portable }
}

/// What hides instruction sets of the CPU from a process.
package enum MachineLimit {
  package static let variable = "LKB_ISA_LIMIT"

  /// What the environment says.
  ///
  /// - Throws: `MachineLimitError`.
  package static func ofEnvironment() throws(MachineLimitError) -> InstructionSet? {
    try parse(getenv(variable).map { String(cString: $0) })
  }

  /// The limit that a value states; an empty one states none, as with every variable.
  ///
  /// - Throws: `MachineLimitError`.
  package static func parse(_ value: String?) throws(MachineLimitError) -> InstructionSet? {
    guard let value, !value.isEmpty else { return nil }
    guard let set = InstructionSet(rawValue: value) else { throw MachineLimitError(value: value) }
    return set
  }
}

/// A limit that is no instruction set.
package struct MachineLimitError: Error, Hashable, CustomStringConvertible {
  package let value: String

  package var description: String {
    let sets = InstructionSet.allCases.map(\.rawValue).joined(separator: ", ")
    return "\(MachineLimit.variable) is '\(value)': expected one of \(sets)"
  }
}

extension InstructionSet {
  /// The x86-64 micro-architecture level that it is compiled for.
  fileprivate var level: Int {
    switch self {
    case .portable: 1
    case .avx2: 3
    case .avx512: 4
    }
  }
}
