import BenchHarness
import BenchReports

/// The score of the noise probe, in figures and in words.
struct NoiseReport: Codable, Hashable {
  let level: NoiseLevel
  let words: String
  let medianSpread: Double
  let relativeDeviation: Double
  let noiseFloor: Double
  /// `nil` where the system does not tell.
  let stealShare: Double?
  let preemptedSamples: Int?
  let samples: Int

  enum CodingKeys: String, CodingKey {
    case level
    case words
    case medianSpread = "median_spread"
    case relativeDeviation = "relative_deviation"
    case noiseFloor = "noise_floor"
    case stealShare = "steal_share"
    case preemptedSamples = "preempted_samples"
    case samples
  }

  init(_ score: NoiseScore) {
    level = score.level
    words = Self.words(score.level)
    medianSpread = score.medianSpread
    relativeDeviation = score.relativeDeviation
    noiseFloor = score.noiseFloor
    stealShare = score.stealShare
    preemptedSamples = score.preemptedSamples
    samples = score.samples
  }

  private static func words(_ level: NoiseLevel) -> String {
    switch level {
    case .quiet: "differences of 1 % can be measured"
    case .usable: "differences of 5 % can be measured; smaller ones need more samples"
    case .noisy: "not even 5 % can be trusted now; stop other work, or compare interleaved only"
    }
  }

  /// One line per fact.
  var lines: [String] {
    var facts = [
      "\(level.rawValue): \(words)",
      "the same work measured twice: medians \(NumberText.percent(medianSpread)) apart, "
        + "deviation \(NumberText.percent(relativeDeviation)), "
        + "noise floor \(NumberText.percent(noiseFloor))",
    ]
    if let stealShare {
      facts.append("stolen by the hypervisor: \(NumberText.percent(stealShare))")
    }
    if let preemptedSamples {
      facts.append("samples with a preemption: \(preemptedSamples) of \(samples)")
    }
    return facts
  }
}
