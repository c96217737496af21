/// A transform size as a product of two coprime codelet sizes: no twiddles between the two passes.
///
/// With N = R₁ · R₂, the point of time n = n₁ · R₂ + n₂ · R₁ mod N and the point of frequency k ≡ k₁ mod R₁,
/// k ≡ k₂ mod R₂ lie in slot n₁ · R₂ + n₂ before the first pass, k₁ · R₂ + k₂ after the last: the first
/// transforms along the first digit, the last along the second.
///
/// Source: Good, "The interaction algorithm and practical Fourier analysis", Journal of the Royal
/// Statistical Society B 20(2), 1958.
struct PrimeFactors: Hashable, Sendable {
  /// R₁, possibly 1.
  let first: Radix
  /// R₂.
  let last: Radix

  var size: Int { first.rawValue * last.rawValue }

  /// Floating-point operations of one transform of one channel.
  var flops: Int { last.rawValue * first.flops + first.rawValue * last.flops }

  /// Relative time of one transform.
  var cost: Double {
    Double(last.rawValue) * first.cost.gather
      + Double(first.rawValue) * last.cost.inPlace
  }

  /// Relative time of a transform, the product with a spectrum and the inverse transform.
  var convolutionCost: Double {
    2 * Double(last.rawValue) * first.cost.gather
      + Double(first.rawValue) * last.cost.convolve
  }

  /// Point of time of leg n₁ of butterfly n₂ of the first pass.
  func time(leg: Int, butterfly: Int) -> Int {
    (leg * last.rawValue + butterfly * first.rawValue) % size
  }

  /// Slot of a frequency after the last pass.
  func slot(frequency: Int) -> Int {
    frequency % first.rawValue * last.rawValue + frequency % last.rawValue
  }

  /// Every product of two coprime codelet sizes, in both orders.
  static let catalog: [PrimeFactors] = Radix.allCases.flatMap { first in
    Radix.allCases.filter { $0 != .by1 && isCoprime(first.rawValue, $0.rawValue) }
      .map { PrimeFactors(first: first, last: $0) }
  }
  .sorted { $0.size < $1.size }

  /// Points of the largest transform there is.
  static var largestSize: Int { catalog.last?.size ?? 1 }

  private static func isCoprime(_ a: Int, _ b: Int) -> Bool {
    b == 0 ? a == 1 : isCoprime(b, a % b)
  }
}
