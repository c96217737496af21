import CShims
import Foundation

/// The committed instruction counts of a suite, by toolchain: another compiler writes other code.
typealias InstructionTable = CommittedTable<InstructionColumn>

/// What is kept of a case's instructions.
enum InstructionColumn: String, CommittedColumn {
  /// Ids of the algorithms the planner chose.
  case algorithm
  /// Per call, of the AVX2 kernels.
  case instructions

  static let subject = "instruction counts"
  static let suffix = "-instructions"
  static let option = "--instructions"
  static let key = "toolchain"
}

extension CommittedTable.Row where Column == InstructionColumn {
  init(_ item: BenchmarkCase, _ counts: InstructionCounts, toolchain: String) {
    self.init(
      key: toolchain, caseID: item.id,
      values: [
        .algorithm: counts.plan,
        .instructions: String(format: "%.0f", counts.runs.min() ?? 0),
      ])
  }

  /// The counts it was written from; `nil` for what is no count.
  var counts: InstructionCounts? {
    guard let plan = values[.algorithm],
      let count = values[.instructions].flatMap({ Double($0) }), count > 0
    else { return nil }
    return InstructionCounts(plan: plan, runs: [count])
  }
}

/// What the number of instructions of a kernel depends on besides its source.
enum InstructionToolchain {
  /// `swift 6.3.1; release; valgrind-3.19.0; glibc 2.36`.
  static var text: String {
    [
      "swift \(BuildDescription.swiftVersion)", BuildDescription.configuration,
      Simulator.version ?? "no valgrind", "glibc \(String(cString: lkb_libc_version()))",
    ].joined(separator: "; ")
  }
}
