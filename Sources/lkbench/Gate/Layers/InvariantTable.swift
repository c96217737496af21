import ConvModel

/// The committed exact figures of a suite, by instruction set: what one computes another need not.
typealias InvariantTable = CommittedTable<InvariantColumn>

/// What must not change unexplained.
enum InvariantColumn: String, CommittedColumn {
  /// Ids of the algorithms the planner chose.
  case algorithm
  case params
  case nominalMACs = "nominal_macs"
  case executedFLOPs = "executed_flops"
  case weightBytes = "weight_bytes"
  case workspaceBytes = "workspace_bytes"
  /// Largest absolute difference from the reference on the seeded data, to the bit.
  ///
  /// The shortest text that reads back as the same number. Exact on purpose: one instruction set runs
  /// the same operations in the same order on every CPU that has it, so that a changed bit is a changed
  /// computation.
  case maxError = "max_error"

  static let subject = "invariants"
  static let suffix = ""
  static let option = "--invariants"
  static let key = "isa"

  func text(_ facts: CaseFacts) -> String {
    switch self {
    case .algorithm: facts.algorithm
    case .params: "\(facts.params)"
    case .nominalMACs: "\(facts.nominalMACs)"
    case .executedFLOPs: facts.executedFLOPs.map(String.init) ?? ""
    case .weightBytes: "\(facts.weightBytes)"
    case .workspaceBytes: "\(facts.workspaceBytes)"
    case .maxError: facts.maxError.map { "\($0)" } ?? ""
    }
  }
}

extension CommittedTable.Row where Column == InvariantColumn {
  init(_ item: BenchmarkCase, _ facts: CaseFacts) {
    self.init(
      key: item.instructionSet.rawValue, caseID: item.id,
      values: Dictionary(
        uniqueKeysWithValues: InvariantColumn.allCases.map { ($0, $0.text(facts)) }))
  }

  /// What differs from a committed row: `workspace_bytes 123 → 456`.
  func changes(since committed: InvariantTable.Row) -> [String] {
    InvariantColumn.allCases.compactMap { column in
      let (old, new) = (committed.values[column] ?? "", values[column] ?? "")
      return old == new ? nil : "\(column.rawValue) \(old) → \(new)"
    }
  }
}
