/// What the harness calls and times.
///
/// It knows no convolution. An instance owns its operands and belongs to the measuring thread.
package protocol Workload: AnyObject {
  /// Name in events and sample sets.
  var label: String { get }

  /// One call of what is measured. Must not allocate, lock, print or check.
  func run()

  /// What went wrong in a call so far; `nil` for nothing. Asked after the clock: calls cannot throw.
  var failure: String? { get }

  /// Makes the data that `policy` names cold, before one call and outside the clock.
  ///
  /// Never called with `.warm`.
  func evict(_ policy: CachePolicy)
}

extension Workload {
  package var failure: String? { nil }
}

/// A workload that does nothing: its time per call is what the harness itself costs.
package final class NoOpWorkload: Workload {
  package let label: String

  package init(label: String = "no-op") {
    self.label = label
  }

  package func run() {}

  package func evict(_ policy: CachePolicy) {}
}

/// Dependent integer arithmetic in registers: a workload whose time depends on the machine only.
package final class SpinWorkload: Workload {
  package let label: String
  private let steps: Int
  private var state: UInt64 = 0x2545_F491_4F6C_DD1D

  /// A workload of `steps` generator steps per call, some nanoseconds each.
  package init(label: String, steps: Int = 20_000) {
    self.label = label
    self.steps = steps
  }

  package func run() {
    // Marsaglia's xorshift: every step waits for the one before, so nothing can be left out or
    // vectorised, and the stored result keeps the loop alive.
    var word = state
    for _ in 0..<steps {
      word ^= word << 13
      word ^= word >> 7
      word ^= word << 17
    }
    state = word
  }

  package func evict(_ policy: CachePolicy) {}
}
