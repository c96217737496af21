package import BenchRecords

/// Scaling at a glance: a table per map, variants and forms down, kernel sizes across.
///
/// Where several algorithms were measured for one problem, the fastest one that passed counts.
package struct SummaryTable: Sendable {
  /// What the cells show.
  package enum Quantity: Sendable {
    case medianTime
    /// The median time and the larger half of its nominal 95 % interval in percent.
    case medianWithInterval
    /// Useful GFLOP/s of the fastest algorithm, 2 per useful MAC.
    case usefulGFLOPS
  }

  /// One map with its conditions.
  package struct Section: Sendable {
    package let title: String
    /// The kernel sizes across, cut into blocks that fit a terminal.
    package let tables: [TextTable]
  }

  /// Lines that say what the numbers are and where they come from.
  package let heading: [String]
  package let sections: [Section]

  /// Groups the rows of `table`; `environment` adds the machine to the heading.
  ///
  /// Rows of several machines are apart: `machines` names those of each `run_id`, by default as the
  /// environment says.
  package init(
    _ table: RecordTable, environment: RunEnvironment? = nil, machines: [String: String]? = nil,
    quantity: Quantity = .medianTime, kernelsPerTable: Int = 8
  ) {
    let machines = machines ?? environment?.machinesByRun ?? [:]
    heading = Self.heading(table.rows, environment: environment, quantity: quantity)
    var groups: [(conditions: SummaryConditions, rows: [RecordTable.Row])] = []
    for row in Self.own(table) where row.integer(.kernel) != nil {
      let conditions = SummaryConditions(row, machine: row.text(.runID).flatMap { machines[$0] })
      if let group = groups.firstIndex(where: { $0.conditions == conditions }) {
        groups[group].rows.append(row)
      } else {
        groups.append((conditions, [row]))
      }
    }
    sections = groups.map { group in
      let kernels = Set(group.rows.compactMap { $0.integer(.kernel) }).sorted()
      let blocks = stride(from: 0, to: kernels.count, by: max(1, kernelsPerTable)).map { start in
        Array(kernels[start..<min(start + max(1, kernelsPerTable), kernels.count)])
      }
      return Section(
        title: group.conditions.title,
        tables: blocks.map { Self.table(group.rows, kernels: $0, quantity: quantity) })
    }
  }

  /// The rows without those of the peers that others are compared with, unless there are no others.
  ///
  /// A peer's own row has no ratio; what the planner chose is no peer even where it has the same id.
  private static func own(_ table: RecordTable) -> [RecordTable.Row] {
    let peers = RatioColumns.among(table.layout.columns)
    let own = table.rows.filter { row in
      !peers.contains(RatioColumns(peer: row.text(.algorithm) ?? ""))
        || peers.contains { row.text($0.ratio) != nil }
    }
    return own.isEmpty ? table.rows : own
  }

  /// The whole summary for a terminal.
  package func plain(isColored: Bool = false) -> String {
    let parts = sections.map { section in
      "\(section.title)\n" + section.tables.map { $0.plain(isColored: isColored) }.joined()
    }
    return ([heading.map { $0 + "\n" }.joined()] + parts).joined(separator: "\n")
  }

  /// The whole summary as Markdown.
  package func markdown() -> String {
    let parts = sections.flatMap { section in
      ["### \(section.title)\n"] + section.tables.map { $0.markdown() }
    }
    return ([heading.map { "- \($0)\n" }.joined()] + parts).joined(separator: "\n")
  }

  private static func table(
    _ rows: [RecordTable.Row], kernels: [Int], quantity: Quantity
  ) -> TextTable {
    var problems: [[String?]: [Int: [RecordTable.Row]]] = [:]
    var order: [[String?]] = []
    for row in rows {
      let label = [row.text(.variant), row.text(.form)]
      if problems[label] == nil { order.append(label) }
      guard let kernel = row.integer(.kernel) else { continue }
      problems[label, default: [:]][kernel, default: []].append(row)
    }
    let sizes = kernels.map { TextTable.Column("K = \($0)", .right) }
    var table = TextTable(columns: [.init("variant", .left), .init("form", .left)] + sizes)
    for label in order {
      let measured = kernels.map { problems[label]?[$0] ?? [] }
      // A block of kernel sizes may hold nothing of a variant that was measured in another one.
      guard measured.contains(where: { !$0.isEmpty }) else { continue }
      let names = label.map { TextTable.Entry($0 ?? "") }
      table.append(names + measured.map { entry($0, quantity: quantity) })
    }
    return table
  }

  private static func entry(_ rows: [RecordTable.Row], quantity: Quantity) -> TextTable.Entry {
    let passed = rows.filter { $0.status == .ok && $0.real(.medianNS) != nil }
    let fastest = passed.min { ($0.real(.medianNS) ?? 0) < ($1.real(.medianNS) ?? 0) }
    guard let fastest else {
      if rows.contains(where: { $0.status == .failed }) { return .init("failed", tone: .bad) }
      return rows.isEmpty ? "" : .init("skipped", tone: .faint)
    }
    let text =
      switch quantity {
      case .medianTime: fastest.real(.medianNS).map(NumberText.time)
      case .medianWithInterval:
        fastest.real(.medianNS).map { median in
          let half = CaseTable.halfWidth(fastest).map { " ± \(NumberText.shortPercent($0))" } ?? ""
          return NumberText.time(nanoseconds: median) + half
        }
      case .usefulGFLOPS: fastest.real(.usefulGFLOPS).map(NumberText.significant)
      }
    return .init(text ?? "")
  }

  private static func heading(
    _ rows: [RecordTable.Row], environment: RunEnvironment?, quantity: Quantity
  ) -> [String] {
    var lines: [String] = []
    if let environment {
      let name = environment.machine.modelName.map { " (\($0))" } ?? ""
      let count = environment.fingerprints.count
      lines.append(
        count > 1 ? "machines: \(count)" : "machine: \(environment.machineName)\(name)")
    }
    let threads = Set(rows.compactMap { $0.integer(.threads) }).sorted().map(String.init)
    if !threads.isEmpty { lines.append("threads: \(threads.joined(separator: ", "))") }
    let what =
      switch quantity {
      case .medianTime: "median time of one call"
      case .medianWithInterval: "median time of one call and half its nominal 95 % interval"
      case .usefulGFLOPS: "useful GFLOP/s"
      }
    lines.append("\(what), of the fastest algorithm where several were measured")
    lines.append("GFLOP/s counts 2 operations per MAC; the FLOPs of papers are MACs")
    let failed = rows.count { $0.status == .failed }
    let skipped = rows.count { $0.status == .skipped }
    if failed + skipped > 0 {
      lines.append("cases failed: \(failed), skipped: \(skipped); the reasons are in results.csv")
    }
    return lines
  }
}

/// What the cases of one section have in common.
private struct SummaryConditions: Hashable {
  private let map: String
  private let others: [String?]

  init(_ row: RecordTable.Row, machine: String?) {
    map = CaseTable.map(row)
    let threads = row.text(.threads).map { "\($0) thread\($0 == "1" ? "" : "s")" }
    others = [
      row.text(.batch).map { "batch \($0)" }, row.text(.layout), threads, row.text(.cache),
      machine.map { "on \($0)" },
    ]
  }

  var title: String { ([map] + others.compactMap(\.self)).joined(separator: ", ") }
}
