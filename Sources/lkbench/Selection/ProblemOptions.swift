import ConvModel

/// What a selection says of a problem besides variant, shape and kernel; `nil` is left open.
struct ProblemOptions: Hashable, Sendable {
  var stripe: Int?
  var sparsity: Double?
  var mask: MaskMethod?
  var gridRuns: [Int]?
  var convolved: ChannelShare?

  /// Asks the variant for the problem.
  func problem(
    variant: any ConvolutionVariant, map: MapShape, kernel: Int, seed: UInt64
  ) throws(ProblemError) -> Problem {
    try variant.problem(
      ProblemRequest(
        map: map, kernel: kernel, stripe: stripe, sparsity: sparsity, mask: mask,
        gridRuns: gridRuns, convolvedChannels: convolved?.count(of: map.channels), seed: seed))
  }
}

/// How many of the channels are convolved.
enum ChannelShare: Hashable, Sendable {
  case count(Int)
  /// Rounded down, as `int()` does in the published code.
  case fraction(Int, of: Int)

  func count(of channels: Int) -> Int {
    switch self {
    case .count(let count): return count
    case .fraction(let numerator, let denominator):
      let product = channels.multipliedFullWidth(by: numerator)
      return denominator.dividingFullWidth(product).quotient
    }
  }
}

extension ChannelShare: CustomStringConvertible {
  var description: String {
    switch self {
    case .count(let count): "\(count)"
    case .fraction(let numerator, let denominator): "\(numerator)/\(denominator)"
    }
  }
}

/// Options that only some variants take.
enum PartialOption: String, CaseIterable {
  case stripe = "--stripe"
  case sparsity = "--sparsity"
  case mask = "--mask"
  case grid = "--grid"

  /// Ids of the variants that take it.
  var takers: [String] {
    switch self {
    case .stripe: ["reparam", "decomposed", "sparse", "peripheral"]
    case .sparsity, .mask: ["sparse"]
    case .grid: ["peripheral"]
    }
  }
}
