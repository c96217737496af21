/// Runs a workload for whoever counts something about it.
///
/// Counters have passes of their own, without a clock, so that reading them costs no sample anything.
package struct CountingPass: Sendable {
  private let policy: CachePolicy

  package init(policy: CachePolicy) {
    self.policy = policy
  }

  /// Makes `calls` calls between `start` and `stop`.
  ///
  /// Warm: one untimed call, then all calls between one `start` and one `stop`. Cold: an eviction before
  /// each call, and a `start` and a `stop` around each, so that evictions are not counted; sum the
  /// readings. Ends with the first error of `start` or `stop`. Denormals are flushed to zero.
  package func run<Failure: Error>(
    _ workload: any Workload, calls: Int, start: () throws(Failure) -> Void,
    stop: () throws(Failure) -> Void
  ) throws(Failure) {
    try FlushToZero.during { () throws(Failure) -> Void in
      guard policy == .warm else {
        for _ in 0..<calls {
          workload.evict(policy)
          try start()
          workload.run()
          try stop()
        }
        return
      }
      workload.run()
      try start()
      for _ in 0..<calls { workload.run() }
      try stop()
    }
  }
}
