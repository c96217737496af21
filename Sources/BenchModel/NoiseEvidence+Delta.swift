extension NoiseEvidence {
  /// What happened between an earlier reading of running totals and this one.
  ///
  /// A field is `nil` where either reading lacks it, and never negative: the steal counter of some
  /// kernels steps back by a tick.
  package func delta(since earlier: NoiseEvidence) -> NoiseEvidence {
    func difference<Value: SignedNumeric & Comparable>(_ late: Value?, _ early: Value?) -> Value? {
      guard let late, let early else { return nil }
      return max(0, late - early)
    }
    return NoiseEvidence(
      stealNanoseconds: difference(stealNanoseconds, earlier.stealNanoseconds),
      involuntaryContextSwitches: difference(
        involuntaryContextSwitches, earlier.involuntaryContextSwitches),
      voluntaryContextSwitches: difference(
        voluntaryContextSwitches, earlier.voluntaryContextSwitches),
      minorPageFaults: difference(minorPageFaults, earlier.minorPageFaults),
      majorPageFaults: difference(majorPageFaults, earlier.majorPageFaults))
  }

  /// Whether somebody else ran on the sample's time: stolen time or a preemption.
  package var isDisturbed: Bool {
    (stealNanoseconds ?? 0) > 0 || (involuntaryContextSwitches ?? 0) > 0
  }
}
