import BenchReports
import ConvModel

/// Layer 0: figures that must not change at all, against a committed table.
///
/// Catches what no clock shows: a decomposed path that falls back to a dense one, a planner that changes
/// its mind, memory that grows, an output that loses digits.
struct InvariantLayer: GateLayer {
  let id = "invariants"
  let title = "exact invariants"
  let needsBase = false

  func report(_ context: GateContext) throws -> GateLayerReport {
    let path = try Self.path(context)
    let table = try InvariantTable.read(path)
    let progress = ProgressLine(total: context.selection.caseCount, terminal: context.terminal)
    let findings = try InvariantMeasurement(context: context.selectionContext)
      .findings(of: context.selection, progress: progress)
    var cases = findings.map { Self.compare($0, with: table, allowsMissing: context.allowsMissing) }
    cases += Self.vanished(from: table, context)
    let outcome = cases.map(\.outcome).max() ?? .skipped
    return GateLayerReport(
      id: id, title: title, outcome: outcome == .skipped ? .passed : outcome,
      reason: outcome == .regression || outcome == .incomparable
        ? "if this is meant, commit the table that --update-invariants writes" : nil,
      facts: [GateFigure("table", title: "table", .text(path))], cases: cases)
  }

  /// The file of the selection's suite, whether or not it exists.
  ///
  /// - Throws: `InvariantError.noSuite`.
  static func path(_ context: GateContext) throws(InvariantError) -> String {
    if let path = context.invariants { return path }
    guard context.wholeSuite != nil else { throw .noSuite }
    let folder = context.selectionContext.folder
    let home =
      folder.find(InvariantTable.folder)
      ?? folder.find(InvariantTable.parent).map { $0 + "/" + InvariantTable.name }
      ?? InvariantTable.folder
    return "\(home)/\(context.selection.suiteName).csv"
  }

  static func compare(
    _ finding: InvariantMeasurement.Finding, with table: InvariantTable, allowsMissing: Bool
  ) -> GateCaseReport {
    let item = finding.item
    let committed = table.row(isa: item.instructionSet.rawValue, caseID: item.id)
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
    guard let whole = context.wholeSuite,
      Set(whole.cases.map(\.id)) == Set(context.selection.cases.map(\.id))
    else { return [] }
    let sets = Set(context.selection.cases.map(\.instructionSet.rawValue))
    let ids = Set(context.selection.cases.map(\.id))
    return table.rows.filter { sets.contains($0.isa) && !ids.contains($0.caseID) }.map { row in
      GateCaseReport(
        id: row.caseID, verdict: "vanished",
        outcome: context.allowsMissing ? .skipped : .incomparable,
        reason: "the suite has no such case any more")
    }
  }
}
