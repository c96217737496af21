import BenchCounters
import Foundation

/// Disassembles parts of ELF files with binutils' objdump.
struct ObjectCode {
  let objdump: String
  /// Runs a program to its good end.
  let run: (String, [String]) throws(SimulationError) -> ChildProgram.Result

  /// - Throws: `SimulationError.missing`.
  static func tool(_ name: String) throws(SimulationError) -> String {
    guard let path = ChildProgram.find(name) else {
      throw .missing(program: name, package: "binutils")
    }
    return path
  }

  /// The code around executed instructions of an ELF file; unexecuted code between them included, as
  /// far as it is short.
  func disassembly(
    of object: String, around addresses: some Sequence<UInt64>
  ) throws(SimulationError) -> Disassembly {
    var code = Disassembly()
    for part in Self.parts(of: addresses) {
      code.functions += try list(object, part).functions
    }
    return code
  }

  /// The code of addresses; the first must begin an instruction.
  func list(_ object: String, _ part: ClosedRange<UInt64>) throws(SimulationError) -> Disassembly {
    let result = try run(
      objdump,
      [
        "-d", "--no-show-raw-insn", "-M", "att", "--start-address=\(part.lowerBound)",
        // One byte further: the last instruction is listed whole.
        "--stop-address=\(part.upperBound + 1)", object,
      ])
    return Disassembly(parsing: result.output)
  }

  /// Divides where nothing was executed for so many bytes.
  private static let gap: UInt64 = 4096

  private static func parts(of addresses: some Sequence<UInt64>) -> [ClosedRange<UInt64>] {
    addresses.sorted().reduce(into: []) { parts, address in
      if let last = parts.last, address - last.upperBound <= gap {
        parts[parts.count - 1] = last.lowerBound...address
      } else {
        parts.append(address...address)
      }
    }
  }
}
