import BenchRecords
import ConvModel
import ConvPlanning

/// Whether the kernels of an instruction set run here, and what is missing if not.
struct InstructionSetReport: Codable, Hashable {
  let name: String
  let isAvailable: Bool
  /// Flags of `/proc/cpuinfo` that the CPU lacks.
  let missing: [String]

  enum CodingKeys: String, CodingKey {
    case name
    case isAvailable = "available"
    case missing
  }

  /// Every set that kernels are built for.
  static func all(machine: Machine, cpuinfo: String) -> [InstructionSetReport] {
    let line = cpuinfo.split(separator: "\n").first { $0.hasPrefix("flags") } ?? ""
    let flags = Set(line.split(whereSeparator: \.isWhitespace).map(String.init))
    return InstructionSet.allCases.map { set in
      let isAvailable = machine.instructionSets.contains(set)
      return InstructionSetReport(
        name: set.rawValue, isAvailable: isAvailable,
        missing: isAvailable ? [] : set.requiredFlags.filter { !flags.contains($0) })
    }
  }

  var line: String {
    if isAvailable { return "\(name): available" }
    return missing.isEmpty
      ? "\(name): the operating system does not save its registers"
      : "\(name): the CPU has no \(missing.joined(separator: ", "))"
  }
}

extension InstructionSet {
  /// What the micro-architecture level asks of the CPU, as `/proc/cpuinfo` names it.
  fileprivate var requiredFlags: [String] {
    switch self {
    case .portable: []
    case .avx2: ["avx", "avx2", "bmi1", "bmi2", "f16c", "fma", "movbe"]
    case .avx512:
      InstructionSet.avx2.requiredFlags
        + ["avx512f", "avx512dq", "avx512cd", "avx512bw", "avx512vl"]
    }
  }
}
