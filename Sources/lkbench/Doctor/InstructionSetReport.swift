import BenchRecords
import ConvModel
import ConvPlanning

/// Whether the kernels of an instruction set run here, and what is missing if not.
struct InstructionSetReport: Codable, Hashable {
  let name: String
  let isAvailable: Bool
  /// Flags of `/proc/cpuinfo` that the CPU lacks.
  let missing: [String]
  /// The variable and its value that keep a CPU's instruction set from this process; `nil` for none.
  let hiddenBy: String?

  enum CodingKeys: String, CodingKey {
    case name
    case isAvailable = "available"
    case missing
    case hiddenBy = "hidden_by"
  }

  /// Every set that kernels are built for.
  static func all(machine: Machine, cpuinfo: String) -> [InstructionSetReport] {
    let line = cpuinfo.split(separator: "\n").first { $0.hasPrefix("flags") } ?? ""
    let flags = Set(line.split(whereSeparator: \.isWhitespace).map(String.init))
    return InstructionSet.allCases.map { set in
      let isAvailable = machine.instructionSets.contains(set)
      let missing = isAvailable ? [] : set.requiredFlags.filter { !flags.contains($0) }
      let limit = missing.isEmpty ? machine.limit.flatMap { $0 < set ? $0 : nil } : nil
      return InstructionSetReport(
        name: set.rawValue, isAvailable: isAvailable, missing: missing,
        hiddenBy: limit.map { "\(MachineLimit.variable)=\($0)" })
    }
  }

  var line: String {
    if isAvailable { return "\(name): available" }
    if let hiddenBy { return "\(name): hidden by \(hiddenBy)" }
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
