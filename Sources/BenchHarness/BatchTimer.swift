/// Times batches of calls: the only place where the clock and a workload meet.
///
/// A batch reads the clock three times: before what prepares it, before the first call and after the
/// last. In warm mode one untimed call may come first, since another workload of the group ran in
/// between and the first call would pay for refilling the caches. A cold batch is evicted instead and
/// has one call.
struct BatchTimer {
  let clock: any TimeSource
  let policy: CachePolicy

  /// Times of one batch.
  struct Timing {
    /// The calls alone.
    let elapsedNanoseconds: Double
    /// The calls and what prepared them.
    let spentNanoseconds: Double
  }

  /// Prepares and times one batch; `beforeTiming` runs after an eviction and before a priming call.
  func time(
    _ workload: any Workload, iterations: Int, isPrimed: Bool, beforeTiming: () -> Void = {}
  ) -> Timing {
    let begin = clock.nanoseconds()
    if policy != .warm { workload.evict(policy) }
    beforeTiming()
    if policy == .warm, isPrimed { workload.run() }
    let interval = Self.interval(workload, iterations: iterations, clock: clock)
    return Timing(
      elapsedNanoseconds: Double(interval.end &- interval.start),
      spentNanoseconds: Double(interval.end &- begin))
  }

  /// The timed region.
  ///
  /// Never inlined, so that nothing of its callers moves into it.
  @inline(never)
  private static func interval(
    _ workload: any Workload, iterations: Int, clock: any TimeSource
  ) -> (start: UInt64, end: UInt64) {
    let start = clock.nanoseconds()
    for _ in 0..<iterations { workload.run() }
    let end = clock.nanoseconds()
    return (start, end)
  }
}
