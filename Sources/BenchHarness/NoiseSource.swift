package import BenchModel

/// Running totals of disturbances; a sample's evidence is the difference of two readings.
package protocol NoiseSource: AnyObject {
  /// Totals since some fixed moment. Read outside the clock, does not allocate.
  func totals() -> NoiseEvidence
}

/// A source without evidence: every field stays empty.
package final class SilentNoiseSource: NoiseSource {
  package init() {}

  package func totals() -> NoiseEvidence { NoiseEvidence() }
}
