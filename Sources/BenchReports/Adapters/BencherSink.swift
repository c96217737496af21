package import BenchModel
package import BenchRecords

/// Bencher Metric Format: one object, per case the measure `latency` in nanoseconds with the nominal 95 %
/// interval of the median as its bounds (bencher.dev/docs/reference/bencher-metric-format).
///
/// Cases without a time are left out: the format has nothing for them, and a 0 would be a measurement.
package struct BencherSink: RecordSink {
  private let output: TextOutput
  private var cases: [String: Measures] = [:]

  private struct Measures: Encodable, Sendable {
    let latency: Metric

    struct Metric: Encodable, Sendable {
      let value: Double
      let lowerValue: Double?
      let upperValue: Double?

      enum CodingKeys: String, CodingKey {
        case value
        case lowerValue = "lower_value"
        case upperValue = "upper_value"
      }
    }
  }

  package init(output: TextOutput) { self.output = output }

  package mutating func write(_ record: RunRecord, samples: [Sample]) throws(RecordError) {
    guard let time = try MeasuredTime(record) else { return }
    cases[time.name] = Measures(
      latency: .init(value: time.median, lowerValue: time.low, upperValue: time.high))
  }

  package mutating func finish() throws(RecordError) { try output.print(JSONText.document(cases)) }
}
