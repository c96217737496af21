import ConvModel

/// Why agreement with a reference would prove nothing.
///
/// A defect of the data, never of the kernel: another draw cures it. There are these and no others:
/// 1. the input or the reference is not finite, or a bound is not: nothing can be called wrong;
/// 2. in no channel does the output differ, by more than is allowed there, from what the channel would be for
///    an input of zeros, its bias: a kernel that ignores its input would pass;
/// 3. of at least `judgedCount` outputs all are equal: a kernel that mixes pixels up would pass;
/// 4. of at least `judgedCount` outputs more than half are zero: so would most of a kernel that does nothing.
///
/// Fewer outputs may be equal or zero by chance, so that (3) and (4) need some; (1) and (2) hold for every map.
struct ReferenceDefect: Sendable {
  /// Outputs from which on equal ones and zeros are no chance.
  static let judgedCount = 8

  /// Whether outputs can be called wrong at all.
  let isJudgeable: Bool
  /// Defects that do not depend on what is allowed.
  private let text: String?
  /// Largest distance of an output from the channel's bias, per convolved channel.
  private let reach: [Double]

  /// Looks at the exact output of `folded` branches on `input`, whose errors have `bounds` per channel.
  init(
    _ reference: ReferenceOutput, folded: [FoldedBranch], input: [Float], bounds: [Double]
  ) {
    var (count, zeros) = (0, 0)
    var (low, high) = (Double.infinity, -Double.infinity)
    var reach: [Double] = []
    for channel in 0..<reference.convolvedChannels {
      let bias = folded.reduce(0) { $0 + $1.bias[channel] }
      var largest = 0.0
      reference.forEachValue(ofChannel: channel) { value in
        count += 1
        if value == 0 { zeros += 1 }
        low = min(low, value)
        high = max(high, value)
        largest = max(largest, abs(value - bias))
      }
      reach.append(largest)
    }
    self.reach = reach
    let isDull = count >= Self.judgedCount
    if !reference.values.allSatisfy(\.isFinite) {
      (isJudgeable, text) = (false, "the reference output is not finite")
    } else if !input.allSatisfy(\.isFinite) {
      (isJudgeable, text) = (false, "the input is not finite")
    } else if !bounds.allSatisfy(\.isFinite) {
      (isJudgeable, text) = (false, "the error bound is not finite")
    } else if isDull, low == high {
      (isJudgeable, text) = (true, "the reference output is constant")
    } else if isDull, 2 * zeros > count {
      (isJudgeable, text) = (true, "the reference output is mostly zeros")
    } else {
      (isJudgeable, text) = (true, nil)
    }
  }

  /// The defect where an output of a channel may be off by `allowed(channel)`; `nil` for none.
  func reason(_ allowed: (Int) -> Double) -> String? {
    if let text { return text }
    let depends = reach.indices.contains { reach[$0] > allowed($0) }
    return depends ? nil : "the reference output does not depend on the input"
  }
}
