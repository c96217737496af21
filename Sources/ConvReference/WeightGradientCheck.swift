package import ConvModel
import Foundation

/// Judges weight gradients of one shape on one pair of tensors against their reference.
///
/// A gradient passes if every tap's value is within the channel's bound, and the operands have no `defect`.
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
  /// Why nothing can be called wrong, if so.
  private let defectOfOperands: String?

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
    if !input.allSatisfy(\.isFinite) {
      defectOfOperands = "the input is not finite"
    } else if !outputGradient.allSatisfy(\.isFinite) {
      defectOfOperands = "the gradient of the output is not finite"
    } else if !reference.allSatisfy(\.isFinite) || !bounds.allSatisfy(\.isFinite) {
      defectOfOperands = "the reference gradient or its bound is not finite"
    } else {
      defectOfOperands = nil
    }
  }

  /// Why a gradient that agrees is mistrusted; `nil` where `check` answers passed or failed and nothing else.
  ///
  /// A defect of the data, never of the kernel, and one of two: the operands or what follows from them are not
  /// finite; or no tap's gradient exceeds what an error may be, so that a kernel that writes zeros would pass.
  package func defect(_ rounding: Rounding, fill: Fill.Kind) -> String? {
    if let defectOfOperands { return defectOfOperands }
    let looseness = looseness(rounding, fill)
    let isAnyLarge = reference.indices.contains {
      abs(reference[$0]) > bounds[$0 / shape.tapCount] * looseness
    }
    return isAnyLarge ? nil : "the reference gradient is zero, or no larger than its error"
  }

  /// Compares a gradient, [channel][ky][kx], that was rounded so from data of that kind.
  ///
  /// Sums of small integers must be exact. The location's y and x are the tap's row and column.
  package func check(_ gradient: [Float], rounding: Rounding, fill: Fill.Kind) -> CheckResult {
    precondition(gradient.count == reference.count, "the gradient has not one value per tap")
    let looseness = looseness(rounding, fill)
    var (worst, worstBound, worstRatio) = (0.0, 0.0, -1.0)
    var location: CheckResult.Location?
    var nonFinite = 0
    for (index, value) in gradient.enumerated() {
      let (channel, tap) = index.quotientAndRemainder(dividingBy: shape.tapCount)
      let bound = bounds[channel] * looseness
      if !value.isFinite { nonFinite += 1 }
      let error = value.isFinite ? abs(Double(value) - reference[index]) : .infinity
      let ratio = ErrorBound.share(error, of: bound)
      guard ratio > worstRatio else { continue }
      (worst, worstBound, worstRatio) = (error, bound, ratio)
      location = CheckResult.Location(
        image: 0, channel: channel, y: tap / shape.kernelWidth, x: tap % shape.kernelWidth)
    }
    let outcome: CheckResult.Outcome
    if defectOfOperands == nil, worst > worstBound {
      outcome = .failed
    } else {
      outcome = defect(rounding, fill: fill).map(CheckResult.Outcome.mistrusted) ?? .passed
    }
    return CheckResult(
      outcome: outcome, maxError: worst.isNaN ? .infinity : worst, errorBound: worstBound,
      worst: location, nonFiniteCount: nonFinite)
  }

  /// By how much the bound of summation is multiplied; 0 where sums must be exact.
  private func looseness(_ rounding: Rounding, _ fill: Fill.Kind) -> Double {
    switch rounding {
    case .summation: fill == .smallIntegers ? 0 : 1
    case .transform(let points):
      // As in `ErrorBound`: three transforms instead of `terms` additions.
      max(1, (3 * 3 * log2(Double(max(points, 2))) / (terms + 2)).squareRoot())
    case .interpolation(let roundings, let growth):
      growth * (Double(roundings) / (terms + 2)).squareRoot()
    }
  }
}
