import BenchRecords
import Foundation

/// JSON for other tools: keys sorted, one per line, ended by a line feed.
enum AdapterJSON {
  /// The text of a value without infinities and NaN, which the records were checked for.
  static func text(_ value: some Encodable) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(value) else {
      preconditionFailure("strings, finite numbers and lists always have a JSON form")
    }
    return String(decoding: data, as: UTF8.self) + "\n"
  }
}

/// The time of a case that passed, as the formats of other tools take it.
struct MeasuredTime: Sendable {
  let name: String
  let median: Double
  /// Bounds of the 95 % interval of the median; `nil` where there is none.
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
