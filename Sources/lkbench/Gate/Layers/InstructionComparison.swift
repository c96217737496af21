import BenchModel
import BenchReports

/// Compares the instructions of cases with those of a base.
struct InstructionComparison {
  /// What head is compared with.
  enum Base {
    case build(InstructionCounter)
    case table(InstructionTable, toolchain: String)

    /// What to do where a case did not pass; `nil` where there is nothing to be done to the base.
    var advice: String? {
      switch self {
      case .build: nil
      case .table(let table, let toolchain):
        table.rows.contains { $0.key == toolchain }
          ? "if this is meant, commit the table that --update-baselines writes"
          : "the table was written under another toolchain, write it anew with --update-baselines"
      }
    }
  }

  let base: Base
  let head: InstructionCounter
  let rule: InstructionRule
  let allowsMissing: Bool
  let planner: InstructionPlanner

  /// Simulates and compares cases of AVX2 kernels, in their order.
  ///
  /// - Throws: `Interrupted`; what preparing throws.
  func reports(of cases: [BenchmarkCase], _ terminal: Terminal) throws -> [GateCaseReport] {
    let progress = ProgressLine(total: cases.count, terminal: terminal)
    defer { progress.clear() }
    var reports: [GateCaseReport] = []
    for item in cases {
      progress.show(done: reports.count, "simulating \(item.id)")
      reports.append(try report(of: item))
    }
    return reports
  }

  private func report(of item: BenchmarkCase) throws -> GateCaseReport {
    if let reason = try planner.refusal(of: item) { return skipped(item, reason) }
    // A row that is missing spares the simulation.
    let committed: InstructionCounts?
    switch base {
    case .build: committed = nil
    case .table(let table, let toolchain):
      let row = table.row(toolchain, caseID: item.id)
      committed = row?.counts
      if committed == nil {
        let reason =
          row != nil
          ? "its row in the table has no algorithm or no count"
          : table.rows.contains { $0.key == toolchain }
            ? "the table has no row of it" : "the table has no row of this toolchain"
        return incomparable(item, verdict: "missing", reason)
      }
    }
    switch try head.count(item, runs: InstructionLayer.runs) {
    case .failure(let error) where error.isOfKernel:
      return GateCaseReport(
        id: item.id, verdict: "wrong", outcome: .failed, reason: error.description)
    case .failure(let error) where error == .illegalInstruction || error.isTimeout:
      // Other cases of this kind can be simulated: that this one cannot is no reason to pass it over.
      return incomparable(item, verdict: "incomparable", "this build: \(error)")
    case .failure(let error): return skipped(item, error.description)
    case .success(let counts):
      if let committed { return report(of: item, base: committed, head: counts) }
      return try report(of: item, head: counts)
    }
  }

  /// Simulates the base build too.
  private func report(
    of item: BenchmarkCase, head: InstructionCounts
  ) throws(Interrupted) -> GateCaseReport {
    guard case .build(let counter) = base else { return skipped(item, "there is no base") }
    switch try counter.count(item, runs: InstructionLayer.runs) {
    case .failure(let error):
      return incomparable(item, verdict: "incomparable", "the base build: \(error)")
    case .success(let counts): return report(of: item, base: counts, head: head)
    }
  }

  /// Judges counts of both sides.
  func report(
    of item: BenchmarkCase, base: InstructionCounts, head: InstructionCounts
  ) -> GateCaseReport {
    guard base.plan == head.plan else {
      return skipped(
        item,
        "instructions of different algorithms do not compare: \(base.plan) → \(head.plan)")
    }
    let verdict = rule.verdict(base: base.runs, head: head.runs)
    let (old, new) = (base.runs.min() ?? 0, head.runs.min() ?? 0)
    let change = new / old - 1
    let isChanged = verdict == .regression || verdict == .improvement
    let outcome: GateOutcome =
      switch verdict {
      case .regression: .regression
      case .improvement, .same: .passed
      case .inconclusive: .inconclusive
      case .incomparable: .incomparable
      case .skipped: .skipped
      }
    return GateCaseReport(
      id: item.id, verdict: verdict.word, outcome: outcome,
      reason: isChanged ? "\(Int(old)) → \(Int(new)) instructions" : verdict.reason,
      figures: [
        .number("base_instructions", title: "base", old, text: Profile.count),
        .number("head_instructions", title: "head", new, text: Profile.count),
        .number(
          "instructions_change", title: "change", change, text: GateFigure.signedPercent),
        .text("algorithm", head.plan),
      ])
  }

  private func skipped(_ item: BenchmarkCase, _ reason: String) -> GateCaseReport {
    GateCaseReport(id: item.id, verdict: "skipped", outcome: .skipped, reason: reason)
  }

  private func incomparable(
    _ item: BenchmarkCase, verdict: String, _ reason: String
  ) -> GateCaseReport {
    GateCaseReport(
      id: item.id, verdict: verdict, outcome: allowsMissing ? .skipped : .incomparable,
      reason: reason)
  }
}
