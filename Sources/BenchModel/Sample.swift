/// Evidence of disturbance, taken from the operating system around one sample.
///
/// Every field is `nil` where the system does not offer it.
package struct NoiseEvidence: Hashable, Sendable {
  /// Time the hypervisor gave this virtual machine's CPUs to somebody else, over all CPUs.
  package var stealNanoseconds: Double?
  /// Times a thread that takes part was preempted.
  package var involuntaryContextSwitches: Int?
  /// Times the measuring thread gave up its CPU by itself.
  package var voluntaryContextSwitches: Int?
  package var minorPageFaults: Int?
  package var majorPageFaults: Int?

  package init(
    stealNanoseconds: Double? = nil, involuntaryContextSwitches: Int? = nil,
    voluntaryContextSwitches: Int? = nil, minorPageFaults: Int? = nil, majorPageFaults: Int? = nil
  ) {
    self.stealNanoseconds = stealNanoseconds
    self.involuntaryContextSwitches = involuntaryContextSwitches
    self.voluntaryContextSwitches = voluntaryContextSwitches
    self.minorPageFaults = minorPageFaults
    self.majorPageFaults = majorPageFaults
  }
}

/// One timed batch of calls of one workload.
package struct Sample: Hashable, Sendable {
  /// Position in the interleaved schedule of the problem's group, from 0: the order of execution.
  package let order: Int
  /// Calls in the batch, at least 1.
  package let iterations: Int
  /// Wall time of the whole batch.
  package let elapsedNanoseconds: Double
  package let noise: NoiseEvidence

  package init(order: Int, iterations: Int, elapsedNanoseconds: Double, noise: NoiseEvidence) {
    self.order = order
    self.iterations = iterations
    self.elapsedNanoseconds = elapsedNanoseconds
    self.noise = noise
  }

  /// Wall time of one call.
  package var nanosecondsPerCall: Double { elapsedNanoseconds / Double(iterations) }
}
