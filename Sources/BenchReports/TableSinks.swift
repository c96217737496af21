package import BenchModel
package import BenchRecords

/// One aligned line per case, printed as soon as the case ends.
package struct ConsoleSink: RecordSink {
  private let output: TextOutput
  private let isColored: Bool
  private let table = TextTable(columns: CaseTable.columns)
  private var hasHeading = false

  package init(output: TextOutput, isColored: Bool) {
    self.output = output
    self.isColored = isColored
  }

  package mutating func write(_ record: RunRecord, samples: [Sample]) throws(RecordError) {
    let heading = hasHeading ? "" : table.streamed(table.heading, isColored: isColored)
    let line = table.streamed(CaseTable.row(record), isColored: isColored)
    try output.print(heading + line)
    hasHeading = true
  }
}

/// A Markdown table of all cases, printed when the run ends.
package struct MarkdownSink: RecordSink {
  private let output: TextOutput
  private var table = TextTable(columns: CaseTable.columns)

  package init(output: TextOutput) { self.output = output }

  package mutating func write(_ record: RunRecord, samples: [Sample]) throws(RecordError) {
    table.append(CaseTable.row(record))
  }

  package mutating func finish() throws(RecordError) { try output.print(table.markdown()) }
}
