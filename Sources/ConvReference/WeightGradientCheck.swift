package import ConvModel
import Foundation

/// Judges weight gradients of one shape on one pair of tensors against their reference.
///
/// The bound is that of `ErrorBound` with the roles exchanged: a tap's gradient is the sum of up to
/// n = images · pixels products, added one after another. Its partial sums have a standard deviation of
/// at most ‖g‖₂·max|x| when signs are random; the largest gradient is added for the systematic part.
package struct WeightGradientCheck: Sendable {
  /// ∂L/∂weights, [channel][ky][kx].
  package let reference: [Double]
  private let shape: DepthwiseShape
  private let bounds: [Double]
  private let terms: Double

  /// Evaluates the reference on `nchw` tensors of `tensor`, whose first channels are the shape's.
  package init(
    _ shape: DepthwiseShape, of tensor: MapShape, input: [Float], outputGradient: [Float]
  ) {
    self.shape = shape
    reference = ReferenceGradient.weights(
      shape, of: tensor, input: input.map(Double.init),
      outputGradient: outputGradient.map(Double.init))
    let terms = Double(tensor.batch * tensor.pixelCount)
    self.terms = terms
    let factor = ErrorBound.deviations * 0x1p-24 * ((terms + 2) / 3).squareRoot()
    let floor = terms * Double(Float.leastNormalMagnitude)
    var bounds: [Double] = []
    for channel in 0..<shape.map.channels {
      var (squares, largestInput) = (0.0, 0.0)
      for image in 0..<tensor.batch {
        let start = (image * tensor.channels + channel) * tensor.pixelCount
        for index in start..<start + tensor.pixelCount {
          squares += Double(outputGradient[index]) * Double(outputGradient[index])
          largestInput = max(largestInput, abs(Double(input[index])))
        }
      }
      let taps = reference[channel * shape.tapCount..<(channel + 1) * shape.tapCount]
      let largest = taps.reduce(0) { max($0, abs($1)) }
      bounds.append(factor * (squares.squareRoot() * largestInput + largest) + floor)
    }
    self.bounds = bounds
  }

  /// Compares a gradient, [channel][ky][kx], that was rounded so from data of that kind: sums of small
  /// integers must be exact.
  package func check(_ gradient: [Float], rounding: Rounding, fill: Fill.Kind) -> CheckResult {
    let isExact = rounding == .summation && fill == .smallIntegers
    var looseness = 1.0
    if case .transform(let points) = rounding {
      // As in `ErrorBound`: three transforms instead of `terms` additions.
      looseness = max(1, (3 * 3 * log2(Double(max(points, 2))) / (terms + 2)).squareRoot())
    }
    precondition(gradient.count == reference.count, "the gradient has not one value per tap")
    var (worst, worstBound, worstRatio) = (-1.0, 0.0, -1.0)
    var location: CheckResult.Location?
    var nonFinite = 0
    for (index, value) in gradient.enumerated() {
      let (channel, tap) = index.quotientAndRemainder(dividingBy: shape.tapCount)
      let bound = isExact ? 0 : bounds[channel] * looseness
      if !value.isFinite { nonFinite += 1 }
      let error = value.isFinite ? abs(Double(value) - reference[index]) : .infinity
      let ratio = error == 0 ? 0 : error / bound
      guard ratio > worstRatio || location == nil else { continue }
      (worst, worstBound, worstRatio) = (error, bound, ratio)
      location = CheckResult.Location(
        image: 0, channel: channel, y: tap / shape.kernelWidth, x: tap % shape.kernelWidth)
    }
    var outcome = CheckResult.Outcome.passed
    if worst > worstBound {
      outcome = .failed
    } else if gradient.count > 1, reference.allSatisfy({ $0 == 0 }) {
      outcome = .mistrusted("the reference gradient is zero")
    }
    return CheckResult(
      outcome: outcome, maxError: worst, errorBound: worstBound, worst: location,
      nonFiniteCount: nonFinite)
  }
}
