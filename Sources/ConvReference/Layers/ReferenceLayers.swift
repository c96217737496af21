package import ConvModel
import Foundation

/// The slow oracle of the layers around the depthwise convolution: each straight from its definition.
package enum ReferenceLayers {
  /// γ (x − mean)/√(variance + ε) + β over the channels of each pixel.
  package static func layerNorm(
    _ x: ReferenceTensor, gamma: [Float], beta: [Float], epsilon: Double
  ) -> ReferenceTensor {
    let channels = x.map.channels
    precondition(gamma.count == channels && beta.count == channels, "one γ and β per channel")
    var result = x
    forEachPixel(x.map) { n, row, column in
      let values = (0..<channels).map { x[n, $0, row, column] }
      let mean = values.reduce(0, +) / Double(channels)
      let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(channels)
      for (c, value) in values.enumerated() {
        let unit = (value - mean) / (variance + epsilon).squareRoot()
        result[n, c, row, column] = Double(gamma[c]) * unit + Double(beta[c])
      }
    }
    return result
  }

  /// γ (x − μ)/√(σ² + ε) + β.
  package static func batchNorm(
    _ x: ReferenceTensor, _ norm: BatchNormalization
  ) -> ReferenceTensor {
    x.mapped { norm.scale(channel: $0) * $1 + norm.shift(channel: $0) }
  }

  package static func activation(_ x: ReferenceTensor, _ activation: Activation) -> ReferenceTensor
  {
    x.mapped { value(activation, $1) }
  }

  /// One element of an activation.
  package static func value(_ activation: Activation, _ x: Double) -> Double {
    switch activation {
    case .relu: max(x, 0)
    case .gelu: x * erfc(-x / 2.0.squareRoot()) / 2
    case .sigmoid: 1 / (1 + exp(-x))
    }
  }

  package static func layerScale(_ x: ReferenceTensor, _ factors: [Float]) -> ReferenceTensor {
    precondition(factors.count == x.map.channels, "one factor per channel")
    return x.mapped { Double(factors[$0]) * $1 }
  }

  package static func add(_ x: ReferenceTensor, _ y: ReferenceTensor) -> ReferenceTensor {
    precondition(x.map == y.map, "\(x.map) and \(y.map) have no sum")
    return ReferenceTensor(map: x.map, values: zip(x.values, y.values).map(+))
  }

  /// The mean of each channel's map.
  package static func globalAveragePool(_ x: ReferenceTensor) -> ReferenceTensor {
    var map = x.map
    (map.height, map.width) = (1, 1)
    var result = ReferenceTensor(zeros: map)
    for n in 0..<map.batch {
      for c in 0..<map.channels {
        result[n, c, 0, 0] = x.plane(n, c).reduce(0, +) / Double(x.map.pixelCount)
      }
    }
    return result
  }

  /// γ x · n/(mean of n + ε) + β + x with n the L2 norm of a channel's map.
  package static func responseNorm(
    _ x: ReferenceTensor, gamma: [Float], beta: [Float]?, epsilon: Double
  ) -> ReferenceTensor {
    let channels = x.map.channels
    precondition(gamma.count == channels, "one γ per channel")
    var result = x
    for n in 0..<x.map.batch {
      let norms = (0..<channels).map { c in
        x.plane(n, c).reduce(0) { $0 + $1 * $1 }.squareRoot()
      }
      let mean = norms.reduce(0, +) / Double(channels)
      forEachPixel(x.map, image: n) { row, column in
        for c in 0..<channels {
          let value = x[n, c, row, column]
          result[n, c, row, column] =
            Double(gamma[c]) * value * norms[c] / (mean + epsilon) + Double(beta?[c] ?? 0) + value
        }
      }
    }
    return result
  }

  /// x · sigmoid(W₂ relu(W₁ mean(x) + b₁) + b₂).
  package static func squeezeExcite(
    _ x: ReferenceTensor, first: LinearWeights, second: LinearWeights
  ) -> ReferenceTensor {
    let hidden = activation(pointwise(globalAveragePool(x), first), .relu)
    let factors = activation(pointwise(hidden, second), .sigmoid)
    var result = x
    forEachPixel(x.map) { n, row, column in
      for c in 0..<x.map.channels { result[n, c, row, column] *= factors[n, c, 0, 0] }
    }
    return result
  }

  static func forEachPixel(_ map: MapShape, _ body: (Int, Int, Int) -> Void) {
    for n in 0..<map.batch { forEachPixel(map, image: n) { body(n, $0, $1) } }
  }

  private static func forEachPixel(_ map: MapShape, image: Int, _ body: (Int, Int) -> Void) {
    for row in 0..<map.height {
      for column in 0..<map.width { body(row, column) }
    }
  }
}
