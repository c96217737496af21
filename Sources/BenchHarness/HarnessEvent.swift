package import BenchModel

/// What a sampler tells while it works, between samples.
///
/// Nothing is printed by the harness itself.
package enum HarnessEvent: Hashable, Sendable {
  case calibrated(label: String, Calibration)
  case sampled(label: String, Sample)
  case finished(label: String, StopReason, samples: Int)
  case warning(HarnessWarning)
}

/// A reason to trust a measurement less.
package enum HarnessWarning: Hashable, Sendable, CustomStringConvertible {
  /// Time was stolen or the thread preempted during a sample.
  case sampleDisturbed(label: String, order: Int, NoiseEvidence)
  /// The clock's step is too large a part of a sample. Given once per workload.
  case clockTooCoarse(label: String, elapsedNanoseconds: Double, resolutionNanoseconds: Double)
  /// The budget ended first; `achieved` is `nil` where there were too few samples for an interval.
  case budgetEndedBeforePrecision(label: String, achieved: Double?, asked: Double)
  /// The warm-up time ended while successive batches still differed by `change`.
  case warmUpNotSettled(label: String, change: Double)

  package var description: String {
    switch self {
    case .sampleDisturbed(let label, let order, let noise):
      "\(label): sample \(order) was disturbed: \(Self.describe(noise))"
    case .clockTooCoarse(let label, let elapsed, let resolution):
      "\(label): a sample of \(Int(elapsed)) ns is too short for a clock of \(Int(resolution)) ns steps"
    case .budgetEndedBeforePrecision(let label, let achieved, let asked):
      "\(label): stopped by budget at "
        + (achieved.map { "±\(Self.percent($0))" } ?? "too few samples for a 95 % interval")
        + ", asked for ±\(Self.percent(asked))"
    case .warmUpNotSettled(let label, let change):
      "\(label): still changing by \(Self.percent(change)) when the warm-up time ended"
    }
  }

  private static func describe(_ noise: NoiseEvidence) -> String {
    var parts: [String] = []
    if let steal = noise.stealNanoseconds, steal > 0 {
      parts.append("\(Int(steal / 1e6)) ms stolen over all CPUs")
    }
    if let switches = noise.involuntaryContextSwitches, switches > 0 {
      parts.append("preempted \(switches) times")
    }
    return parts.joined(separator: ", ")
  }

  /// Percent with one decimal, without a locale.
  private static func percent(_ fraction: Double) -> String {
    guard fraction.isFinite, fraction.magnitude < 1e12 else { return "unknown %" }
    return "\((fraction * 1000).rounded() / 10) %"
  }
}
