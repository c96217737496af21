import BenchRecords
import BenchReports

/// What `train` prints at the end: the time of each operator, and how many forward passes that is.
struct OperatorTable {
  private let table: RecordTable

  init(_ table: RecordTable) { self.table = table }

  func text(isColored: Bool) -> String {
    var text = TextTable(columns: [
      TextTable.Column("variant", .left), TextTable.Column("form", .left),
      TextTable.Column("shape", .left), TextTable.Column("K", .right),
      TextTable.Column("algorithm", .left), TextTable.Column("median", .right),
      TextTable.Column("÷ forward", .right), TextTable.Column("95 % interval", .right),
    ])
    for row in table.rows where row.status == .ok {
      let shape = [CoreColumn.channels, .height, .width].map { row.text($0) ?? "" }
      let bounds = [ForwardColumns.low, ForwardColumns.high].compactMap { row.real($0) }
      text.append(
        [
          row.text(.variant) ?? "", row.text(.form) ?? "", shape.joined(separator: "x"),
          row.text(.kernel) ?? "", row.text(.algorithm) ?? "",
          row.real(.medianNS).map { NumberText.time(nanoseconds: $0) } ?? "",
          row.real(ForwardColumns.ratio).map(NumberText.significant) ?? "",
          bounds.map(NumberText.significant).joined(separator: "–"),
        ].map { TextTable.Entry($0) })
    }
    return text.plain(isColored: isColored)
  }
}
