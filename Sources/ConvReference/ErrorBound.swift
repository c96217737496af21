package import ConvModel
import Foundation

/// How far a correct `Float` evaluation may be from the reference, per channel.
///
/// Model (Higham & Mary, "A New Approach to Probabilistic Rounding Error Analysis", SIAM J. Sci.
/// Comput. 41(5), 2019): each rounding multiplies by 1 + δ, the δ are independent with mean 0, and
/// |δ| ≤ u = 2⁻²⁴. Taken as uniform they have variance u²/3.
///
/// Summing n products one after another leaves the error Σ sⱼδⱼ, where sⱼ are the partial sums, of
/// standard deviation at most u·√(n/3)·S with S = max |sⱼ|. Rounding the products, folding the
/// normalisation into the weights, adding a bias and adding the branches up are a few more terms of
/// the same kind, `extraRoundings` per branch. Other orders of summation have smaller partial sums or
/// fewer roundings per output, so the bound holds for them too.
///
/// S is estimated, branch by branch, by ‖w‖₂·R + P·M + |b| and, for the branches together, by the
/// largest output:
/// - ‖w‖₂·R, R the largest root mean square of any window of the input: the standard deviation of a
///   partial sum when signs are random;
/// - P·M, P the largest partial sum of the weights and M the largest mean of any window: the
///   systematic part, which matters for inputs of one sign (pixels, activations after a ReLU) under
///   smooth kernels, and vanishes for the centred data that problems draw;
/// - b, the folded bias, which large biases of opposite sign would otherwise hide.
///
/// A transform of N points (a convolution through a fast Fourier transform there and back) rounds in
/// about log₂N passes instead, and spreads each rounding evenly over the map (Schatzman, "Accuracy of
/// the discrete Fourier transform and the fast Fourier transform", SIAM J. Sci. Comput. 17(5), 1996):
/// its error has a standard deviation of about u·√(log₂N) times the root mean square of the outputs,
/// which S bounds too. It is relative to the norm of a map, not to the single output.
///
/// A convolution by interpolation (Toom-Cook, Winograd), y = Aᵀ((G·w) ⊙ (Bᵀ·x)) along each row, rounds products
/// that are larger than the outputs and cancel in them: for white inputs and weights the share of
/// product p in output i has the standard deviation |Aₚᵢ|·‖Gₚ‖₂·‖Bₚ‖₂ relative to ‖w‖₂·R, and the root of the
/// sum of their squares over √taps, for the worst output, is the growth. Barabasz, Anderson, Soodhalter and Gregg
/// ("Error Analysis and Improving the Accuracy of Winograd Convolution for Deep Neural Networks", ACM Trans. Math.
/// Softw. 46(4), 2020) bound the error by the product of the norms ‖A‖, ‖G‖ and ‖B‖ of the same matrices, which is
/// three orders above the growth; that worst case would not notice a wrong tap. The n roundings of the sum
/// over the kernel's rows and of both transforms take the place of those of the taps: the standard deviation is
/// at most u·√(n/3)·growth·S.
///
/// The bound is `deviations` standard deviations: eight leave one output in 10¹⁴ outside it.
package struct ErrorBound: Sendable {
  /// Absolute bound of each channel for plain summation; 0 for the channels that pass through.
  package let perChannel: [Double]
  /// Roundings of an output of plain summation.
  private let roundings: Int

  /// λ: standard deviations that are allowed.
  package static let deviations = 8.0
  /// u: half the distance from 1 to the next `Float`.
  package static let unitRoundoff = 0x1p-24
  /// Roundings of an output besides the summation: folded weight, product, bias, sum of branches.
  private static let extraRoundings = 4

  /// Bounds the evaluation of `definition` on an `nchw` input whose exact output is `reference`.
  package init(_ definition: Definition, input: [Float], reference: ReferenceOutput) {
    self.init(
      definition, folded: definition.foldedBranches(), input: input, reference: reference)
  }

  /// As above; `folded` are the definition's branches, normalisation folded.
  init(
    _ definition: Definition, folded: [FoldedBranch], input: [Float], reference: ReferenceOutput
  ) {
    let map = definition.map
    precondition(input.count == map.elementCount, "the input does not fill \(map)")
    precondition(reference.map == map, "the reference is of another map")
    var roundings = 0
    for branch in definition.branches {
      roundings +=
        min(branch.kernelHeight, map.height) * min(branch.kernelWidth, map.width)
        + Self.extraRoundings
    }
    let factor =
      Self.deviations * Self.unitRoundoff * (Double(roundings) / 3).squareRoot()
    // Kernels may flush results below the smallest normal number to zero.
    let floor = Double(roundings) * Double(Float.leastNormalMagnitude)
    var bounds = [Double](repeating: 0, count: map.channels)
    for channel in 0..<definition.convolvedChannels {
      var partialSum = Self.largestOutput(reference, channel: channel)
      for branch in folded {
        partialSum += Self.partialSum(branch, input: input, map: map, channel: channel)
      }
      bounds[channel] = factor * partialSum + floor
    }
    perChannel = bounds
    self.roundings = roundings
  }

  /// Bound of one channel for a program whose stages round so; their errors add up.
  package func bound(channel: Int, _ kinds: Set<Rounding>) -> Double {
    kinds.reduce(0) { sum, kind in
      switch kind {
      case .summation: sum + perChannel[channel]
      case .transform(let points):
        // Three transforms: of the input, of the weights, and back.
        sum + perChannel[channel]
          * (3 * 3 * log2(Double(max(points, 2))) / Double(roundings)).squareRoot()
      case .interpolation(let own, let growth):
        sum + perChannel[channel] * growth * (Double(own) / Double(roundings)).squareRoot()
      }
    }
  }

  /// `error` in units of `bound`, by which errors are ordered: 0 for no error, and infinite where the bound
  /// is 0 or no number can be told.
  static func share(_ error: Double, of bound: Double) -> Double {
    if error == 0 { return 0 }
    let share = error / bound
    return share.isNaN ? .infinity : share
  }

  /// ‖w‖₂·R + P·M + |b| of one channel of one branch.
  private static func partialSum(
    _ branch: FoldedBranch, input: [Float], map: MapShape, channel: Int
  ) -> Double {
    let taps = branch.kernelHeight * branch.kernelWidth
    var (squares, sum, largestSum) = (0.0, 0.0, 0.0)
    for weight in branch.weights[channel * taps..<(channel + 1) * taps] {
      squares += weight * weight
      sum += weight
      largestSum = max(largestSum, abs(sum))
    }
    let window = WindowExtremes(
      input: input, map: map, channel: channel, kernelHeight: branch.kernelHeight,
      kernelWidth: branch.kernelWidth)
    return squares.squareRoot() * window.rootMeanSquare + largestSum * window.mean
      + abs(branch.bias[channel])
  }

  private static func largestOutput(_ reference: ReferenceOutput, channel: Int) -> Double {
    let map = reference.map
    var largest = 0.0
    for image in 0..<map.batch {
      let start = (image * map.channels + channel) * map.pixelCount
      for value in reference.values[start..<start + map.pixelCount] {
        largest = max(largest, abs(value))
      }
    }
    return largest
  }
}
