import BenchRecords

/// The time of a case that passed, as the formats of other tools take it.
struct MeasuredTime: Sendable {
  let name: String
  let median: Double
  /// Bounds of the nominal 95 % interval of the median; `nil` where there is none.
  let low: Double?
  let high: Double?

  /// `nil` for a case that failed, was skipped or has no time: none of the formats has a word for those.
  ///
  /// - Throws: `RecordError.notFinite`.
  init?(_ record: RunRecord) throws(RecordError) {
    try record.checkValues()
    guard record.status == .ok, let median = record.real(.medianNS) else { return nil }
    name = record.caseID
    self.median = median
    low = record.real(.ciLowNS)
    high = record.real(.ciHighNS)
  }
}
