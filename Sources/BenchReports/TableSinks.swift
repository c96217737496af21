package import BenchModel
package import BenchRecords

/// One aligned line per case, printed as soon as the case ends.
package struct ConsoleSink: RecordSink {
  private let output: TextOutput
  private let isColored: Bool
  private var table: TextTable?

  package init(output: TextOutput, isColored: Bool) {
    self.output = output
    self.isColored = isColored
  }

  package mutating func write(_ record: RunRecord, samples: [Sample]) throws(RecordError) {
    let ratios = RatioColumns.among(record.schema.columns)
    let lines = table ?? TextTable(columns: CaseTable.columns(ratios))
    let heading = table == nil ? lines.streamed(lines.heading, isColored: isColored) : ""
    table = lines
    try output.print(
      heading + lines.streamed(CaseTable.row(record, ratios), isColored: isColored))
  }
}

/// A Markdown table of all cases, printed when the run ends.
package struct MarkdownSink: RecordSink {
  private let output: TextOutput
  private var table: TextTable?

  package init(output: TextOutput) { self.output = output }

  package mutating func write(_ record: RunRecord, samples: [Sample]) throws(RecordError) {
    let ratios = RatioColumns.among(record.schema.columns)
    var lines = table ?? TextTable(columns: CaseTable.columns(ratios))
    lines.append(CaseTable.row(record, ratios))
    table = lines
  }

  package mutating func finish() throws(RecordError) {
    try output.print((table ?? TextTable(columns: CaseTable.columns)).markdown())
  }
}
