/// An exact positive factor such as 4, 3/8 or 1.3.
package struct Ratio: Hashable, Sendable {
  package let numerator: Int
  package let denominator: Int

  package static let one = Ratio(1)

  /// The quotient in lowest terms; both must be positive.
  package init(_ numerator: Int, over denominator: Int = 1) {
    precondition(numerator > 0 && denominator > 0, "a ratio is positive")
    var (divisor, rest) = (numerator, denominator)
    while rest != 0 { (divisor, rest) = (rest, divisor % rest) }
    self.numerator = numerator / divisor
    self.denominator = denominator / divisor
  }

  /// Reads `4`, `3/8` or `1.3`; `nil` for anything else, for 0, and for more than six digits a part.
  package init?(_ text: String) {
    func digits(_ part: Substring) -> Int? {
      guard (1...Self.longest).contains(part.utf8.count),
        part.utf8.allSatisfy({ (48...57).contains($0) })
      else { return nil }
      return Int(part)
    }
    let fraction = text.split(separator: "/", omittingEmptySubsequences: false)
    let decimal = text.split(separator: ".", omittingEmptySubsequences: false)
    let parts: (top: Int, bottom: Int)
    if fraction.count == 2, let top = digits(fraction[0]), let bottom = digits(fraction[1]) {
      parts = (top, bottom)
    } else if decimal.count == 2, let whole = digits(decimal[0]), let rest = digits(decimal[1]) {
      let scale = (0..<decimal[1].utf8.count).reduce(1) { power, _ in power * 10 }
      parts = (whole * scale + rest, scale)
    } else if let whole = digits(text[...]) {
      parts = (whole, 1)
    } else {
      return nil
    }
    guard parts.top > 0, parts.bottom > 0 else { return nil }
    self.init(parts.top, over: parts.bottom)
  }

  private static let longest = 6

  /// `count` times the factor, truncated as `int()` of the published code does; `nil` on overflow.
  package func scaled(_ count: Int) -> Int? {
    let (product, overflow) = count.multipliedReportingOverflow(by: numerator)
    return overflow ? nil : product / denominator
  }
}

extension Ratio: CustomStringConvertible {
  package var description: String {
    denominator == 1 ? "\(numerator)" : "\(numerator)/\(denominator)"
  }
}
