import BenchRecords

/// The table of all cases: the columns a reader compares by, those that hold nothing left out.
enum ReportCases {
  /// A column of the report: its title, and its cell for one row; `nil` where nothing was measured.
  private struct Column {
    let heading: HTMLTable.Column
    let cell: (RecordTable.Row) -> HTMLTable.Cell?
  }

  static func table(_ table: RecordTable) -> HTMLTable {
    // Where parts were joined, their environment says which machine it was.
    let isJoined = Set(table.rows.map { $0.text(.runID) }).count > 1
    let all =
      columns(RatioColumns.among(table.layout.columns)) + (isJoined ? [text("run_id", "run")] : [])
    let cells = all.map { column in table.rows.map(column.cell) }
    let kept = all.indices.filter { position in
      position == 0 || cells[position].contains { $0 != nil }
    }
    return HTMLTable(
      caption: "\(table.rows.count) case\(table.rows.count == 1 ? "" : "s")",
      columns: kept.map { all[$0].heading },
      rows: table.rows.indices.map { row in
        kept.map { cells[$0][row] ?? HTMLTable.Cell(text: "") }
      })
  }

  private static func columns(_ ratios: [RatioColumns]) -> [Column] {
    let identity = [
      text("variant"), text("form"), text("algorithm"), map, count("K", CoreColumn.kernel.rawValue),
      status, time("median", .medianNS), halfWidth,
    ]
    let compared = ratios.map { columns in
      number(columns.title, columns.ratio, hint: "time of the peer over that of the row") {
        "\(NumberText.significant($0))×"
      }
    }
    let measured = [
      time("fastest", .minNS), time("95th percentile", .p95NS), time("prepare", .prepareNS),
      number(
        "GFLOP/s", CoreColumn.usefulGFLOPS.rawValue, hint: "2 per useful MAC",
        NumberText.significant),
      number(
        "of peak", CoreColumn.peakFraction.rawValue, hint: "of the measured multiply-add peak",
        NumberText.percent),
      number("of roof", CoreColumn.roofFraction.rawValue, NumberText.percent),
      count("samples", "samples"), text("stop_reason", "stopped by"),
    ]
    let counts = [
      count("parameters", "params"),
      count("nominal MACs", "nominal_macs", hint: "the FLOPs of papers"),
      count("useful MACs", "useful_macs"), count("executed FLOPs", "executed_flops"),
      count("weight bytes", "weight_bytes"), count("workspace bytes", "workspace_bytes"),
      count("peak RSS bytes", "peak_rss_bytes"),
    ]
    let conditions = [
      text("isa"), text("layout"), count("threads", "threads"), text("cache"),
      count("batch", "batch"),
      text("stripe"), text("sparsity"), text("grid"),
      count("convolved channels", "convolved_channels"),
      number("error", CoreColumn.maxError.rawValue, hint: "largest error against the reference") {
        "\(Float($0))"
      },
      text("implementation"), text("plan_reason", "why this algorithm"),
      text("repro", "repeat with"),
    ]
    return identity + compared + measured + counts + conditions
  }

  private static func text(_ column: String, _ title: String? = nil) -> Column {
    Column(heading: .init(title: title ?? column)) { row in
      row.text(column).map { .init(text: $0) }
    }
  }

  private static func number(
    _ title: String, _ column: String, hint: String? = nil,
    _ format: @escaping (Double) -> String
  ) -> Column {
    Column(heading: .init(title: title, alignment: .right, hint: hint)) { row in
      row.real(column).map { .init(text: format($0), order: $0) }
    }
  }

  private static func time(_ title: String, _ column: CoreColumn) -> Column {
    number(title, column.rawValue) { NumberText.time(nanoseconds: $0) }
  }

  /// A whole number, its digits in groups of three.
  private static func count(_ title: String, _ column: String, hint: String? = nil) -> Column {
    Column(heading: .init(title: title, alignment: .right, hint: hint)) { row in
      row.text(column).map { .init(text: grouped($0), order: Double($0)) }
    }
  }

  private static func grouped(_ text: String) -> String {
    guard text.count > 4, text.allSatisfy(\.isWholeNumber) else { return text }
    var result = ""
    for (position, digit) in text.enumerated() {
      if position > 0, (text.count - position) % 3 == 0 { result += "\u{202F}" }
      result.append(digit)
    }
    return result
  }

  private static var map: Column {
    Column(heading: .init(title: "channels × map", alignment: .right)) { row in
      let sizes = [CoreColumn.channels, .height, .width].map { row.real($0) ?? 0 }
      return .init(text: CaseTable.map(row), order: sizes.reduce(1, *))
    }
  }

  private static var halfWidth: Column {
    let hint = "the larger half of the median’s nominal 95 % interval"
    return Column(heading: .init(title: "±", alignment: .right, hint: hint)) { row in
      CaseTable.halfWidth(row).map { .init(text: NumberText.percent($0), order: $0, tone: .faint) }
    }
  }

  private static var status: Column {
    Column(heading: .init(title: "status")) { row in
      let entry = CaseTable.status(row)
      return .init(text: entry.text, tone: entry.tone)
    }
  }
}
