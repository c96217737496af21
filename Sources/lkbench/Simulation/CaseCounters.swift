import BenchCounters
import BenchHarness
import BenchModel

/// Counts something about measured cases, each time in passes of its own and never beside the clock.
protocol CaseCounters {
  /// In their fixed order; the columns of a run.
  var metricDescriptors: [MetricDescriptor] { get }

  /// Metrics of a case that was verified and measured, each per call.
  ///
  /// A metric without a value says so in its status.
  ///
  /// - Throws: `Interrupted` where the user ended it.
  func measure(_ item: CountedCase) throws(Interrupted) -> [Metric]
}

/// A measured case as counters see it.
struct CountedCase {
  let prepared: PreparedCase
  /// Its times, for metrics that are rates.
  let summary: Summary
  let policy: CachePolicy
  /// Calls that make a piece of work worth counting.
  let calls: Int
}

/// Counts on this thread's counters.
///
/// Counters belong to a thread; those of the calling one would show its share for the whole, so that
/// cases on several threads have none.
struct ThreadCounters: CaseCounters {
  let pass: CounterPass

  var metricDescriptors: [MetricDescriptor] { pass.metricDescriptors }

  func measure(_ item: CountedCase) throws(Interrupted) -> [Metric] {
    guard item.prepared.item.threads == 1 else { return [] }
    let counting = CountingPass(policy: item.policy)
    let known = KnownQuantities(item.prepared, item.summary)
    return pass.measure(calls: item.calls, known: known) { start, stop throws(CounterError) in
      try counting.run(item.prepared.workload, calls: item.calls, start: start, stop: stop)
    }
  }
}

/// Several counters, one after the other.
struct CombinedCounters: CaseCounters {
  let parts: [any CaseCounters]

  /// `nil` for none.
  init?(_ parts: [(any CaseCounters)?]) {
    self.parts = parts.compactMap(\.self)
    if self.parts.isEmpty { return nil }
  }

  var metricDescriptors: [MetricDescriptor] { parts.flatMap(\.metricDescriptors) }

  func measure(_ item: CountedCase) throws(Interrupted) -> [Metric] {
    var metrics: [Metric] = []
    for part in parts { metrics += try part.measure(item) }
    return metrics
  }
}
