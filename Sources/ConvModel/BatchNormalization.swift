/// Inference-time batch normalisation of `channels` channels: γ (y − μ) / √(σ² + ε) + β.
package struct BatchNormalization: Hashable, Sendable {
  package var gamma: [Float]
  package var beta: [Float]
  package var mean: [Float]
  package var variance: [Float]
  /// Added to the variance; PyTorch's default is 1e-5.
  package var epsilon: Double

  package static let defaultEpsilon = 1e-5

  package init(
    gamma: [Float], beta: [Float], mean: [Float], variance: [Float],
    epsilon: Double = Self.defaultEpsilon
  ) {
    self.gamma = gamma
    self.beta = beta
    self.mean = mean
    self.variance = variance
    self.epsilon = epsilon
  }

  /// Factor t = γ/√(σ² + ε) that folding multiplies a channel's weights by.
  package func scale(channel: Int) -> Double {
    Double(gamma[channel]) / (Double(variance[channel]) + epsilon).squareRoot()
  }

  /// Bias β − μt that folding leaves in a channel.
  package func shift(channel: Int) -> Double {
    Double(beta[channel]) - Double(mean[channel]) * scale(channel: channel)
  }

  /// Draws parameters such that the sum of `branches` unit-variance branches keeps unit variance.
  ///
  /// With small integers the scales are powers of two and ε is 0, so that folding is exact.
  package static func drawn(
    _ fill: Fill, role: String, channels: Int, branches: Int
  ) -> BatchNormalization {
    func draw(_ part: String, _ value: (inout SplitMix64) -> Float) -> [Float] {
      (0..<channels).map { channel in
        var generator = fill.stream(role: "\(role).\(part)", index: channel)
        return value(&generator)
      }
    }
    switch fill.kind {
    case .unitVariance:
      let share = Float((1 / Double(branches)).squareRoot())
      return BatchNormalization(
        gamma: draw("gamma") { (0.9 + 0.2 * Float($0.uniform())) * share },
        beta: draw("beta") { 0.1 * $0.normal() },
        mean: draw("mean") { 0.1 * $0.normal() },
        variance: draw("variance") { 0.8 + 0.4 * Float($0.uniform()) })
    case .smallIntegers:
      return BatchNormalization(
        gamma: draw("gamma") { $0.next() & 1 == 0 ? 1 : -2 },
        beta: draw("beta") { Float(Int($0.next() >> 33) % 5 - 2) },
        mean: draw("mean") { Float(Int($0.next() >> 33) % 3 - 1) },
        variance: draw("variance") { $0.next() & 1 == 0 ? 1 : 4 },
        epsilon: 0)
    }
  }
}
