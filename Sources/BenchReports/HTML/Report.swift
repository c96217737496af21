package import BenchRecords

/// One page about one results folder: what was measured, on what, and how to repeat it.
package struct Report: Sendable {
  let table: RecordTable
  let environment: RunEnvironment?
  /// The lines of `command.txt`.
  let commands: [String]
  let charts: [ReportChart]
  /// What a reader should know beside what the rows say, such as why there are no charts.
  let notes: [String]

  /// A report of rows that were read, with whatever else there is of their run.
  package init(
    table: RecordTable, environment: RunEnvironment? = nil, commands: [String] = [],
    charts: [ReportChart] = [], notes: [String] = []
  ) {
    self.table = table
    self.environment = environment
    self.commands = commands
    self.charts = charts
    self.notes = notes
  }

  /// The page: complete, with nothing to load from elsewhere.
  package var html: String {
    let head = HTML.element(
      "head", [:],
      [
        .element("meta", ["charset": "utf-8"]),
        .element(
          "meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"]),
        // Nothing may be loaded, whatever a file of the folder holds.
        .element(
          "meta", ["http-equiv": "Content-Security-Policy", "content": ReportStyle.policy]),
        .element("link", ["rel": "icon", "href": "data:,"]),
        .element("title", text: title),
        .element("style", [:], [.verbatim(ReportStyle.sheet)]),
      ])
    let main = HTML.element(
      "main", [:],
      [.element("h1", text: title), facts, warnings, summary, pictures, cases, surroundings])
    let script = HTML.element("script", [:], [.verbatim(ReportStyle.script)])
    return HTML.element("html", ["lang": "en"], [head, .element("body", [:], [main, script])])
      .document
  }

  private var title: String {
    let suite = environment?.suite ?? table.rows.first?.text(.suite) ?? "results"
    return "lkbench: \(suite)" + (environment.map { " on \($0.machineName)" } ?? "")
  }

  private var facts: HTML {
    let counts = RecordStatus.allCases.map { status in
      (status.rawValue, "\(table.rows.count { $0.status == status })")
    }
    let threads = Set(table.rows.compactMap { $0.integer(.threads) }).sorted()
    let known: [(String, String?)] = [
      ("machine", environment.map { $0.machine.modelName ?? $0.machineName }),
      ("instruction set", texts(.isa)),
      ("threads", threads.map(String.init).joined(separator: ", ")),
      ("started", environment?.startedAt), ("commit", environment?.details["git_commit"]),
    ]
    let shown = [("cases", "\(table.rows.count)")] + counts
    let pairs = shown.map { ($0, Optional($1)) } + known
    return .element(
      "dl", ["class": "facts"],
      pairs.compactMap { name, value in
        guard let value, !value.isEmpty else { return nil }
        return .element("div", [:], [.element("dt", text: name), .element("dd", text: value)])
      })
  }

  /// The different values of a column, in order.
  private func texts(_ column: CoreColumn) -> String {
    Set(table.rows.compactMap { $0.text(column) }).sorted().joined(separator: ", ")
  }

  private var warnings: HTML {
    let lines = ReportWarnings.lines(table, environment: environment) + notes
    guard !lines.isEmpty else { return .group([]) }
    return Self.section(
      "Read this first", [.element("ul", [:], lines.map { .element("li", text: $0) })])
  }

  private var summary: HTML {
    let summary = SummaryTable(
      table, machines: environment?.machinesByRun, quantity: .medianWithInterval,
      kernelsPerTable: 12)
    let tables = summary.sections.flatMap { section in
      section.tables.map { HTMLTable($0, caption: section.title).html }
    }
    guard !tables.isEmpty else {
      return Self.section("Summary", [.element("p", text: "No row has a time.")])
    }
    let note =
      "Median time of one call ± the larger half of its nominal 95 % interval; where several "
      + "algorithms were measured, of the fastest."
    return Self.section("Summary", [.element("p", text: note)] + tables)
  }

  private var pictures: HTML {
    guard !charts.isEmpty else { return .group([]) }
    return Self.section(
      "Charts", [.element("div", ["class": "charts"], charts.map(\.html))])
  }

  private var cases: HTML {
    let notes = [
      "Press a column’s title to sort. An empty cell was not measured; it is never 0.",
      "The FLOPs of papers are the MACs of this table: nominal MACs count taps on padding, useful "
        + "MACs leave them out. GFLOP/s counts 2 per useful MAC.",
    ]
    return Self.section(
      "All cases",
      notes.map { .element("p", text: $0) } + [
        .element("div", [:], [ReportCases.table(table).html])
      ])
  }

  private var surroundings: HTML {
    var pieces: [HTML] = []
    if !commands.isEmpty {
      pieces.append(
        Self.section(
          "Command",
          [.element("pre", [:], [.element("code", text: commands.joined(separator: "\n"))])]))
    }
    if let environment {
      pieces.append(
        Self.section(
          "Environment",
          [.element("div", ["class": "environment"], [ReportFacts.table(environment).html])]))
    }
    return .group(pieces)
  }

  private static func section(_ title: String, _ content: [HTML]) -> HTML {
    .element("section", [:], [.element("h2", text: title)] + content)
  }
}

extension HTMLTable {
  /// A table made for a terminal; its order stays.
  fileprivate init(_ table: TextTable, caption: String) {
    self.init(
      caption: caption,
      columns: table.columns.map { Column(title: $0.title, alignment: $0.alignment) },
      rows: table.rows.map { row in row.map { Cell(text: $0.text, tone: $0.tone) } },
      isSortable: false)
  }
}
