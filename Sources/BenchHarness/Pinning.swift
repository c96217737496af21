/// Where the measuring thread runs: the value of `--pin`.
package enum Pinning: Hashable, Sendable, CustomStringConvertible {
  /// On one CPU that the harness chooses.
  case auto
  /// Wherever the system puts it.
  case off
  /// On the CPU of this number.
  case cpu(Int)

  /// Reads `auto`, `off` or a CPU number.
  ///
  /// - Throws: `HarnessError.unknownPinning` for anything else.
  package init(parsing text: String) throws(HarnessError) {
    switch text {
    case "auto": self = .auto
    case "off": self = .off
    default:
      guard let number = Int(text), number >= 0, text.allSatisfy(\.isNumber) else {
        throw .unknownPinning(text)
      }
      self = .cpu(number)
    }
  }

  package var description: String {
    switch self {
    case .auto: "auto"
    case .off: "off"
    case .cpu(let number): "\(number)"
    }
  }

  /// The CPU to use among the allowed ones, ascending; `nil` for `off`.
  ///
  /// `auto` takes the last one that is not CPU 0, where systems put interrupts and everybody else.
  ///
  /// - Throws: `HarnessError.cpuNotAllowed`.
  package func chosenCPU(among allowed: [Int]) throws(HarnessError) -> Int? {
    switch self {
    case .off: return nil
    case .auto: return allowed.last { $0 != 0 } ?? allowed.last
    case .cpu(let number):
      guard allowed.contains(number) else { throw .cpuNotAllowed(number, allowed: allowed) }
      return number
    }
  }

  /// The order in which the threads of a team take the allowed CPUs: the first member's, then the
  /// others descending, one per core before any core has two.
  ///
  /// `core` names the core of a CPU, in any words; CPUs it does not know are cores of their own.
  package static func team(
    first: Int?, among allowed: [Int], core: (Int) -> String?
  ) -> [Int] {
    let order = allowed.filter { $0 == first } + allowed.reversed().filter { $0 != first }
    var cores: Set<String> = []
    var (leaders, siblings): ([Int], [Int]) = ([], [])
    for cpu in order {
      if cores.insert(core(cpu) ?? "CPU \(cpu)").inserted {
        leaders.append(cpu)
      } else {
        siblings.append(cpu)
      }
    }
    return leaders + siblings
  }
}
