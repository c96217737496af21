package import BenchRecords

/// The columns in which a person reads one case after the other.
package enum CaseTable {
  /// Columns with the widths that printing row by row keeps.
  package static let columns: [TextTable.Column] = [
    .init("variant", .left, width: 11), .init("form", .left, width: 8),
    .init("algorithm", .left, width: 14), .init("channels × map", .right, width: 15),
    .init("K", .right, width: 3), .init("threads", .right), .init("median", .right, width: 8),
    .init("±", .right, width: 6), .init("GFLOP/s", .right), .init("of peak", .right),
    .init("status", .left),
  ]

  /// The columns with a ratio per peer before the status.
  package static func columns(_ ratios: [RatioColumns]) -> [TextTable.Column] {
    columns.dropLast() + ratios.map { .init($0.title, .right, width: 7) } + columns.suffix(1)
  }

  /// One case as entries of these columns; what was not measured stays empty.
  package static func row(
    _ values: some RecordValues, _ ratios: [RatioColumns] = []
  ) -> [TextTable.Entry] {
    let compared = ratios.map { columns in
      TextTable.Entry(values.real(columns.ratio).map { "\(NumberText.significant($0))×" } ?? "")
    }
    return [
      .init(values.text(.variant) ?? ""), .init(values.text(.form) ?? ""),
      .init(values.text(.algorithm) ?? ""), .init(map(values)), .init(values.text(.kernel) ?? ""),
      .init(values.text(.threads) ?? ""),
      .init(values.real(.medianNS).map(NumberText.time) ?? ""),
      .init(halfWidth(values).map(NumberText.percent) ?? "", tone: .faint),
      .init(values.real(.usefulGFLOPS).map(NumberText.significant) ?? ""),
      .init(values.real(.peakFraction).map(NumberText.percent) ?? ""),
    ] + compared + [status(values)]
  }

  /// Channels and map size, such as `96 × 56²` or `96 × 56 × 48`.
  package static func map(_ values: some RecordValues) -> String {
    let height = values.text(.height)
    let width = values.text(.width)
    let area = height == width ? height.map { "\($0)²" } : "\(height ?? "?") × \(width ?? "?")"
    return [values.text(.channels), area].compactMap(\.self).joined(separator: " × ")
  }

  /// The larger half of the median's nominal 95 % interval, as a fraction of the median.
  static func halfWidth(_ values: some RecordValues) -> Double? {
    guard let median = values.real(.medianNS), median > 0, let low = values.real(.ciLowNS),
      let high = values.real(.ciHighNS)
    else { return nil }
    return max(high - median, median - low) / median
  }

  static func status(_ values: some RecordValues) -> TextTable.Entry {
    let reason = values.text(.reason).map { ": \($0)" } ?? ""
    return switch values.status {
    case .ok: .init("ok", tone: .good)
    case .failed: .init("failed\(reason)", tone: .bad)
    case .skipped: .init("skipped\(reason)", tone: .faint)
    case nil: ""
    }
  }
}
