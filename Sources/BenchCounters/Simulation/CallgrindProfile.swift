/// What callgrind counted: by event, by function and by instruction.
///
/// Costs are arrays in the order of `events`. Format: "Callgrind Format Specification", valgrind manual.
package struct CallgrindProfile: Hashable, Sendable {
  /// A function as callgrind names it; Swift symbols stay mangled.
  package struct Function: Hashable, Sendable {
    /// Path of the ELF file.
    package let object: String
    package let symbol: String
    /// Its own instructions.
    package var selfCost: [Int]
    /// With the functions that it called; more than happened for those that call themselves.
    package var inclusiveCost: [Int]
  }

  /// Names of the events.
  ///
  /// `Ir` are instructions, `Dr` and `Dw` data reads and writes, `D1mr` first-level read misses.
  package let events: [String]
  /// What callgrind says it collected in total.
  package let totals: [Int]
  /// In order of their first appearance.
  package let functions: [Function]
  /// Costs by ELF file and address in it; empty unless instructions were dumped.
  package let instructions: [String: [UInt64: [Int]]]

  /// The total of an event; `nil` when it was not simulated.
  package func total(_ event: String) -> Int? {
    events.firstIndex(of: event).map { totals[$0] }
  }

  /// How often each instruction of an ELF file was executed.
  package func executions(in object: String) -> [UInt64: Int] {
    guard let index = events.firstIndex(of: "Ir") else { return [:] }
    return (instructions[object] ?? [:]).compactMapValues { $0[index] > 0 ? $0[index] : nil }
  }
}
