package import ConvModel

/// Judges outputs of one problem on one input against its reference.
///
/// The bounds are computed once, so that every algorithm's output is cheap to check. An output passes if every
/// convolved channel is within the mode's bound of the reference, the other channels are the input to the bit,
/// and the data have no `defect`.
package struct OutputCheck: Sendable {
  /// How close an output must be.
  package enum Mode: Hashable, Sendable {
    /// Within the bound of programs whose stages round so.
    case rounding(Set<Rounding>)
    /// Equal, for small-integer data, whose sums are exact in any order.
    case exact

    /// The rounding bound of plain summation.
    package static let summation = Mode.rounding([.summation])

    /// The strictest mode that a right output passes: stages that round so, on data of that kind.
    package init(_ roundings: Set<Rounding>, fill: Fill.Kind) {
      self = fill == .smallIntegers && roundings == [.summation] ? .exact : .rounding(roundings)
    }
  }

  package let reference: ReferenceOutput
  package let bound: ErrorBound
  private let input: [Float]
  private let referenceDefect: ReferenceDefect

  /// Prepares checks of `definition` on an `nchw` input; `reference` is its exact output.
  package init(_ definition: Definition, input: [Float], reference: ReferenceOutput) {
    self.reference = reference
    self.input = input
    let folded = definition.foldedBranches()
    bound = ErrorBound(definition, folded: folded, input: input, reference: reference)
    referenceDefect = ReferenceDefect(
      reference, folded: folded, input: input, bounds: bound.perChannel)
  }

  /// Why an output that agrees in this mode is mistrusted, as `ReferenceDefect` lists it; `nil` where `check`
  /// answers passed or failed and nothing else.
  ///
  /// Known before any kernel runs: whoever draws data draws others where there is one.
  package func defect(_ mode: Mode = .summation) -> String? {
    referenceDefect.reason { allowed(mode, channel: $0) }
  }

  /// Largest absolute error that the mode allows in any channel.
  package func tolerance(_ mode: Mode) -> Double {
    (0..<reference.convolvedChannels).reduce(0) { max($0, allowed(mode, channel: $1)) }
  }

  /// Compares an `nchw` output; channels that pass through must equal the input to the bit.
  package func check(_ output: [Float], mode: Mode = .summation) -> CheckResult {
    let map = reference.map
    precondition(output.count == map.elementCount, "the output does not fill \(map)")
    var worst = ChannelError.none
    var nonFinite = 0
    for channel in 0..<map.channels {
      let isConvolved = channel < reference.convolvedChannels
      var largest = ChannelError(bound: isConvolved ? allowed(mode, channel: channel) : 0)
      for image in 0..<map.batch {
        let start = (image * map.channels + channel) * map.pixelCount
        for pixel in 0..<map.pixelCount {
          let value = output[start + pixel]
          let expected = reference.values[start + pixel]
          var error = abs(Double(value) - expected)
          if !value.isFinite {
            nonFinite += 1
            error = .infinity
          } else if !isConvolved, value.bitPattern != input[start + pixel].bitPattern {
            // The sign of a zero counts here although it makes no difference.
            error = max(error, .leastNonzeroMagnitude)
          }
          if error > largest.error {
            largest.error = error
            largest.location = CheckResult.Location(
              image: image, channel: channel, y: pixel / map.width, x: pixel % map.width)
          }
        }
      }
      if largest.isWorse(than: worst) { worst = largest }
    }
    return CheckResult(
      outcome: outcome(worst, mode), maxError: max(worst.error, 0), errorBound: worst.bound,
      worst: worst.location, nonFiniteCount: nonFinite)
  }

  private func outcome(_ worst: ChannelError, _ mode: Mode) -> CheckResult.Outcome {
    if referenceDefect.isJudgeable, !worst.isWithinBound { return .failed }
    return defect(mode).map(CheckResult.Outcome.mistrusted) ?? .passed
  }

  private func allowed(_ mode: Mode, channel: Int) -> Double {
    switch mode {
    case .exact: return 0
    case .rounding(let kinds): return bound.bound(channel: channel, kinds)
    }
  }
}

/// The largest error of one channel, beside its bound.
private struct ChannelError {
  var error = 0.0
  var bound: Double
  var location: CheckResult.Location?

  /// Smaller than every channel's.
  static let none = ChannelError(error: -1, bound: 0)

  var isWithinBound: Bool { error <= bound }

  /// Orders by error ÷ bound, then by error: with bounds of 0 the ratio is 0 or infinite.
  func isWorse(than other: ChannelError) -> Bool { (ratio, error) > (other.ratio, other.error) }

  private var ratio: Double { error < 0 ? error : ErrorBound.share(error, of: bound) }
}
