package import BenchModel

/// The rows of `results.csv` as text, header first.
package struct CSVTextSink: RecordSink {
  private let output: TextOutput
  private var hasHeader = false

  package init(output: TextOutput) { self.output = output }

  package mutating func write(_ record: RunRecord, samples: [Sample]) throws(RecordError) {
    let line = try record.csvLine()
    try output.print(hasHeader ? line : record.schema.header + line)
    hasHeader = true
  }
}

/// One JSON object per case and line, keys in the order of the columns, `null` for not measured.
package struct JSONLinesSink: RecordSink {
  private let output: TextOutput

  package init(output: TextOutput) { self.output = output }

  package mutating func write(_ record: RunRecord, samples: [Sample]) throws(RecordError) {
    try record.checkValues()
    let members = zip(record.schema.columns, record.cells).map { column, cell in
      "\(JSONText.string(column)):\(Self.value(cell))"
    }
    try output.print("{\(members.joined(separator: ","))}\n")
  }

  private static func value(_ cell: Cell) -> String {
    switch cell {
    case .empty: "null"
    case .text(let text): JSONText.string(text)
    case .integer, .real, .boolean: cell.plainText
    }
  }
}
