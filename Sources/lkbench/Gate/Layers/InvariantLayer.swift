import BenchReports
import ConvModel
import ConvPlanning

/// Layer 0: figures that must not change at all, against a committed table.
///
/// Catches what no clock shows: a decomposed path that falls back to a dense one, a planner that changes
/// its mind, memory that grows, an output that loses digits.
struct InvariantLayer: GateLayer {
  let id = "invariants"
  let title = "exact invariants"
  let needsBase = false
  let hasTable = true

  func report(_ context: GateContext) throws -> GateLayerReport {
    let path = try InvariantTable.path(context, given: context.invariants)
    let table = try InvariantTable.read(path)
    let progress = ProgressLine(total: context.selection.caseCount, terminal: context.terminal)
    let findings = try InvariantMeasurement(context: context.selectionContext)
      .findings(of: context.selection, progress: progress)
    var cases = findings.map { Self.compare($0, with: table, allowsMissing: context.allowsMissing) }
    cases += Self.vanished(from: table, context)
    let outcome = cases.map(\.outcome).filter { $0 != .skipped }.max() ?? .skipped
    return GateLayerReport(
      id: id, title: title, outcome: outcome,
      reason: outcome == .regression || outcome == .incomparable
        ? "if this is meant, commit the table that --update-baselines writes" : nil,
      facts: [GateFigure("table", title: "table", .text(path))], cases: cases)
  }

  /// Writes rows for every instruction set of this CPU unless `options` name some.
  func update(
    _ context: GateContext, selectedBy options: SelectionOptions
  ) throws -> (path: String, rows: Int)? {
    let path = try InvariantTable.path(context, given: context.invariants)
    let sets =
      options.isa.isEmpty
      ? context.selectionContext.machine.instructionSets.map(\.rawValue) : options.isa
    var rows: [InvariantTable.Row] = []
    var replaced: Set<String> = []
    for set in sets {
      var options = options
      options.isa = [set]
      let part = try options.resolve(context.selectionContext)
      let progress = ProgressLine(total: part.caseCount, terminal: context.terminal)
      let findings = try InvariantMeasurement(context: context.selectionContext)
        .findings(of: part, progress: progress)
      if let wrong = findings.first(where: { $0.preparation.status == .wrong }) {
        throw GateError.headUnusable(
          "\(wrong.item.id) is wrong: \(wrong.preparation.reason ?? "")")
      }
      rows += findings.compactMap(\.row)
      if context.coversSuite { replaced.formUnion(part.cases.map(\.instructionSet.rawValue)) }
    }
    try InvariantTable.update(path, with: rows, replacing: replaced)
    return (path, rows.count)
  }

  static func compare(
    _ finding: InvariantMeasurement.Finding, with table: InvariantTable, allowsMissing: Bool
  ) -> GateCaseReport {
    let item = finding.item
    let committed = table.row(item.instructionSet.rawValue, caseID: item.id)
    guard let found = finding.row else {
      let isWrong = finding.preparation.status == .wrong
      let outcome: GateOutcome =
        isWrong ? .failed : committed == nil ? .skipped : .regression
      return GateCaseReport(
        id: item.id, verdict: isWrong ? "wrong" : "refused", outcome: outcome,
        reason: finding.preparation.reason)
    }
    guard let committed else {
      return GateCaseReport(
        id: item.id, verdict: "missing", outcome: allowsMissing ? .skipped : .incomparable,
        reason: "the table has no row of it")
    }
    let changes = found.changes(since: committed)
    return GateCaseReport(
      id: item.id, verdict: changes.isEmpty ? "unchanged" : "changed",
      outcome: changes.isEmpty ? .passed : .regression,
      reason: changes.isEmpty ? nil : changes.joined(separator: "; "))
  }

  /// Committed rows of the instruction sets at hand whose case the suite has no more.
  private static func vanished(
    from table: InvariantTable, _ context: GateContext
  ) -> [GateCaseReport] {
    guard context.coversSuite else { return [] }
    let sets = Set(context.selection.cases.map(\.instructionSet.rawValue))
    let ids = Set(context.selection.cases.map(\.id))
    return table.rows.filter { sets.contains($0.key) && !ids.contains($0.caseID) }.map { row in
      GateCaseReport(
        id: row.caseID, verdict: "vanished",
        outcome: context.allowsMissing ? .skipped : .incomparable,
        reason: "the suite has no such case any more")
    }
  }
}
