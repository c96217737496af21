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

  /// One case as entries of these columns; what was not measured stays empty.
  package static func row(_ values: some RecordValues) -> [TextTable.Entry] {
    [
      .init(values.text(.variant) ?? ""), .init(values.text(.form) ?? ""),
      .init(values.text(.algorithm) ?? ""), .init(map(values)), .init(values.text(.kernel) ?? ""),
      .init(values.text(.threads) ?? ""),
      .init(values.real(.medianNS).map(NumberText.time) ?? ""),
      .init(halfWidth(values).map(NumberText.percent) ?? "", tone: .faint),
      .init(values.real(.usefulGFLOPS).map(NumberText.significant) ?? ""),
      .init(values.real(.peakFraction).map(NumberText.percent) ?? ""), status(values),
    ]
  }

  /// Channels and map size, such as `96 × 56²` or `96 × 56 × 48`.
  static func map(_ values: some RecordValues) -> String {
    let height = values.text(.height)
    let width = values.text(.width)
    let area = height == width ? height.map { "\($0)²" } : "\(height ?? "?") × \(width ?? "?")"
    return [values.text(.channels), area].compactMap(\.self).joined(separator: " × ")
  }

  /// The larger half of the median's 95 % interval, as a fraction of the median.
  private static func halfWidth(_ values: some RecordValues) -> Double? {
    guard let median = values.real(.medianNS), median > 0, let low = values.real(.ciLowNS),
      let high = values.real(.ciHighNS)
    else { return nil }
    return max(high - median, median - low) / median
  }

  private static func status(_ values: some RecordValues) -> TextTable.Entry {
    let reason = values.text(.reason).map { ": \($0)" } ?? ""
    return switch values.status {
    case .ok: .init("ok", tone: .good)
    case .failed: .init("failed\(reason)", tone: .bad)
    case .skipped: .init("skipped\(reason)", tone: .faint)
    case nil: ""
    }
  }
}
