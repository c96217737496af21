/// Quantities that formulas may name besides metrics: what is known of a case without counting, per
/// call, and constants.
package enum KnownQuantity: String, CaseIterable, Sendable {
  /// Median time of a call, from the samples and not from the counter passes.
  case time = "time_ns"
  /// Operations that contribute to the output; a multiply-add counts 2.
  case usefulFlops = "useful_flops"
  /// Operations that the algorithm makes, those with padding included.
  case executedFlops = "executed_flops"
  /// The least traffic that any implementation causes: input, weights and output once.
  case compulsoryBytes = "compulsory_bytes"
  /// Bytes that one count of cache lines stands for: 64 on every x86 CPU here.
  case lineBytes = "line_bytes"
  /// One operation per count, for events that count operations or whole vectors.
  case flop
  /// What one count of an energy event stands for.
  case microjoule

  package var dimension: Dimension {
    switch self {
    case .time: .nanoseconds
    case .usefulFlops, .executedFlops: .flops
    case .compulsoryBytes: .bytes
    case .lineBytes: .bytes / .count
    case .flop: .flops / .count
    case .microjoule: .joules / .count
    }
  }

  /// The value of a constant; `nil` for what differs from case to case.
  var constant: Double? {
    switch self {
    case .time, .usefulFlops, .executedFlops, .compulsoryBytes: nil
    case .lineBytes: 64
    case .flop: 1
    case .microjoule: 1e-6
    }
  }
}

/// What is known of one case.
///
/// A quantity that is missing leaves metrics that need it without a value.
package struct KnownQuantities: Sendable {
  private var values: [KnownQuantity: Double] = [:]

  /// Nothing is known but the constants.
  package static let none = KnownQuantities()

  package init() {}

  /// Per call: `time` in nanoseconds, operations with 2 per multiply-add, bytes.
  package init(
    time: Double?, usefulFlops: Double?, executedFlops: Double?, compulsoryBytes: Double?
  ) {
    values[.time] = time
    values[.usefulFlops] = usefulFlops
    values[.executedFlops] = executedFlops
    values[.compulsoryBytes] = compulsoryBytes
  }

  package subscript(quantity: KnownQuantity) -> Double? {
    quantity.constant ?? values[quantity]
  }
}
