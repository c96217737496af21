import BenchModel
import BenchRecords
import BenchReports
import ConvModel

/// Network cases for people: one aligned line per case, at once.
struct NetworkSink: RecordSink {
  private let output: TextOutput
  private let isColored: Bool
  private var hasHeading = false

  init(output: TextOutput, isColored: Bool) {
    self.output = output
    self.isColored = isColored
  }

  private static let table = TextTable(columns: [
    TextTable.Column("variant", .left, width: 12), TextTable.Column("form", .left, width: 8),
    TextTable.Column("K", .right, width: 11), TextTable.Column("algorithm", .left, width: 18),
    TextTable.Column("batch", .right), TextTable.Column("threads", .right),
    TextTable.Column("median", .right, width: 8), TextTable.Column("±", .right, width: 6),
    TextTable.Column("depthwise", .right), TextTable.Column("useful GFLOP/s", .right),
    TextTable.Column("of peak", .right), TextTable.Column("weights MB", .right),
    TextTable.Column("workspace MB", .right), TextTable.Column("", .left),
  ])

  mutating func write(_ record: RunRecord, samples: [Sample]) throws(RecordError) {
    func number(_ column: CoreColumn, per unit: Double = 1) -> String {
      record.real(column).map { NumberText.significant($0 / unit) } ?? "-"
    }
    func share(_ value: Double?) -> String { value.map(NumberText.percent) ?? "-" }
    if !hasHeading {
      try output.print(Self.table.streamed(Self.table.heading, isColored: isColored))
      hasHeading = true
    }
    let isOK = record.status == .ok
    let state =
      isOK ? "" : "\(record.status?.rawValue ?? ""): \(record.text(.reason) ?? "")"
    let row: [TextTable.Entry] = [
      .init(record.text(.variant) ?? ""), .init(record.text(.form) ?? ""),
      .init(record.text(.kernel) ?? record.text(NetworkColumn.kernels.rawValue) ?? ""),
      .init(record.text(.algorithm) ?? ""), .init(record.text(.batch) ?? ""),
      .init(record.text(.threads) ?? ""),
      .init(record.real(.medianNS).map { NumberText.time(nanoseconds: $0) } ?? "-"),
      .init(share(record.real(ExtraColumn.precision.rawValue)), tone: .faint),
      .init(share(record.real(NetworkColumn.depthwiseShare.rawValue))),
      .init(number(.usefulGFLOPS)), .init(share(record.real(.peakFraction))),
      .init(number(.weightBytes, per: 1e6)), .init(number(.workspaceBytes, per: 1e6)),
      .init(state, tone: .bad),
    ]
    try output.print(Self.table.streamed(row, isColored: isColored))
  }
}
