package import BenchModel
package import BenchRecords

/// The list that `benchmark-action/github-action-benchmark` reads as `customSmallerIsBetter`: median time of
/// one call in nanoseconds, the larger half of its nominal 95 % interval as the range.
///
/// Cases without a time are left out: the format has nothing for them, and a 0 would be a measurement.
package struct SmallerIsBetterSink: RecordSink {
  private let output: TextOutput
  private var entries: [Entry] = []

  private struct Entry: Encodable, Sendable {
    let name: String
    let unit: String
    let value: Double
    let range: String?
    let extra: String
  }

  package init(output: TextOutput) { self.output = output }

  package mutating func write(_ record: RunRecord, samples: [Sample]) throws(RecordError) {
    guard let time = try MeasuredTime(record) else { return }
    var facts: [String] = []
    for column in [CoreColumn.algorithm, .isa, .threads, .samples, .usefulGFLOPS] {
      if let text = record.text(column) { facts.append("\(column.rawValue): \(text)") }
    }
    entries.append(
      Entry(
        name: time.name, unit: "ns", value: time.median,
        range: CaseTable.halfWidth(record).map { "± \(NumberText.percent($0))" },
        extra: facts.joined(separator: "\n")))
  }

  package mutating func finish() throws(RecordError) {
    try output.print(JSONText.document(entries))
  }
}
