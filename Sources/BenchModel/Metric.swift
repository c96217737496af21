/// The unit of a metric's value; its symbol is the suffix of the metric's CSV column.
package enum MetricUnit: String, Sendable, Codable, CaseIterable {
  case nanoseconds = "ns"
  case bytes = "bytes"
  case count = "count"
  case ratio = "ratio"
  case bytesPerSecond = "bytes_per_second"
  case gigabytesPerSecond = "gbytes_per_second"
  /// Floating-point operations; a multiply-add counts 2.
  case flops = "flops"
  case gigaflopsPerSecond = "gflops"
  case bytesPerFlop = "bytes_per_flop"
  case joules = "joules"
  case watts = "watts"
  case gigaflopsPerWatt = "gflops_per_watt"
}

/// What a metric is: everything a sink needs to print it without knowing it by name.
package struct MetricDescriptor: Hashable, Sendable {
  /// Stable public name, snake case, unit in the name: the CSV column (`papi_page_faults`).
  package let key: String
  package let unit: MetricUnit
  /// One line for `lkbench list counters` and column help.
  package let summary: String

  package init(key: String, unit: MetricUnit, summary: String) {
    self.key = key
    self.unit = unit
    self.summary = summary
  }
}

/// How far a metric's value can be trusted; the content of the `…_status` column.
package enum MetricStatus: String, Sendable, Codable, CaseIterable {
  case ok
  case multiplexed
  case unsupported
  case denied
  case unverified
}

/// A measured value of one metric, or the reason why there is none.
///
/// `value` is `nil` when nothing was measured; a sink prints an empty cell then, never 0.
package struct Metric: Hashable, Sendable {
  package let descriptor: MetricDescriptor
  package let value: Double?
  package let status: MetricStatus

  package init(descriptor: MetricDescriptor, value: Double?, status: MetricStatus) {
    self.descriptor = descriptor
    self.value = value
    self.status = status
  }
}
