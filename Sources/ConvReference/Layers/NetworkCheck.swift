package import ConvModel

/// How far a network's output in `Float` is from the reference, relative to the norm of the output.
///
/// A bound for each output would have to follow every layer's conditioning; relative to the norm, with
/// activations of unit variance, each layer adds the error of its own roundings and passes on those
/// before it: the squares add up. A layer that sums n products rounds n times (see `ErrorBound`), so
///
///     bound = λ · u · √(Σ layers n/3)
package struct NetworkCheck: Hashable, Sendable {
  /// ‖output − reference‖₂/‖reference‖₂; not a number where the output is not finite.
  package let error: Double
  package let bound: Double

  package var passed: Bool { error <= bound }

  /// Compares an `nchw` output of the network with its reference.
  package init(_ output: [Float], reference: ReferenceTensor, network: Network) {
    precondition(output.count == reference.values.count, "one output per reference")
    var (squares, norm) = (0.0, 0.0)
    for (value, exact) in zip(output, reference.values) {
      squares += (Double(value) - exact) * (Double(value) - exact)
      norm += exact * exact
    }
    error = norm > 0 ? (squares / norm).squareRoot() : .nan
    let roundings = network.layers.reduce(0.0) { $0 + Self.roundings($1) }
    bound = ErrorBound.deviations * ErrorBound.unitRoundoff * (roundings / 3).squareRoot()
  }

  /// Roundings of one output of a layer.
  private static func roundings(_ layer: NetworkLayer) -> Double {
    let channels = Double(layer.input.channels)
    let pixels = Double(layer.input.pixelCount)
    switch layer.operation {
    case .convolution(let shape): return channels * Double(shape.kernel * shape.kernel)
    case .pointwise, .layerNorm: return channels
    case .depthwise(.problem(let problem)):
      let axis = Double(min(problem.kernel, 2 * layer.input.height - 1))
      return axis * axis
    case .depthwise(.plain(let plain)): return Double(plain.kernel * plain.kernel)
    case .depthwise(.dilated(let dilated)): return Double(dilated.kernel * dilated.kernel)
    case .depthwise(.split(let split)): return Double(split.square * split.square + 2 * split.band)
    case .globalResponseNorm, .globalAveragePool: return pixels
    case .squeezeExcite(let hidden): return pixels + channels + Double(hidden)
    case .batchNorm, .activation, .layerScale, .add: return 2
    case .keep: return 0
    }
  }
}

extension NetworkCheck: CustomStringConvertible {
  package var description: String {
    passed
      ? "within \(bound) of the reference, relative to its norm: \(error)"
      : "error \(error) relative to the norm of the reference, above \(bound)"
  }
}
