package import BenchModel

/// What a session counted between `start` and `stop`.
package struct CounterReading: Hashable, Sendable {
  /// Counts in the order of the opened events; `nil` for an event that vanished while counting.
  ///
  /// Signed, as PAPI hands them out: a negative count has overflowed.
  package let counts: [Int64?]
  /// Part of the time in which the events were really on the counters; below 1, the counts are the
  /// source's extrapolation.
  package let runningFraction: Double

  package init(counts: [Int64?], runningFraction: Double = 1) {
    self.counts = counts
    self.runningFraction = runningFraction
  }

  /// Both readings together; a count that either lacks is lost, and one that has overflowed stays so.
  package func adding(_ other: CounterReading) -> CounterReading {
    CounterReading(
      counts: zip(counts, other.counts).map { first, second in
        guard let first, let second else { return nil }
        return first < 0 || second < 0 ? -1 : first &+ second
      },
      runningFraction: min(runningFraction, other.runningFraction))
  }

  /// The count of event `index` per call of a batch of `iterations`, and how far to trust it.
  package func perCall(
    at index: Int, iterations: Int
  ) -> (value: Double?, status: MetricStatus) {
    guard counts.indices.contains(index), let count = counts[index] else {
      return (nil, .unsupported)
    }
    guard count >= 0, runningFraction > 0 else { return (nil, .unverified) }
    let value = Double(count) / Double(iterations)
    return (value, runningFraction < 1 ? .multiplexed : .ok)
  }
}
