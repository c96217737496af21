/// A small seeded generator whose sequence never changes, so that a recorded seed repeats a schedule.
///
/// G. L. Steele, D. Lea, C. H. Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014.
package struct SplitMix64: RandomNumberGenerator, Hashable, Sendable {
  private var state: UInt64

  package init(seed: UInt64) {
    self.state = seed
  }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return word ^ (word >> 31)
  }

  /// A number in 0..<bound, every one equally likely.
  ///
  /// Multiplication with rejection: D. Lemire, "Fast Random Integer Generation in an Interval", ACM
  /// Transactions on Modeling and Computer Simulation 29 (2019). The standard library's own reduction
  /// may change with its version.
  package mutating func number(below bound: Int) -> Int {
    precondition(bound > 0, "there is no number below \(bound)")
    let bound = UInt64(bound)
    let rejected = (0 &- bound) % bound
    var product = next().multipliedFullWidth(by: bound)
    while product.low < rejected { product = next().multipliedFullWidth(by: bound) }
    return Int(product.high)
  }

  /// A number in 0..<1 with 53 random bits.
  package mutating func unitInterval() -> Double {
    Double(next() >> 11) * 0x1p-53
  }

  /// The elements in random order, every order equally likely.
  ///
  /// R. Durstenfeld, "Algorithm 235: Random Permutation", Communications of the ACM 7 (1964).
  package mutating func shuffled<Element>(_ elements: [Element]) -> [Element] {
    var result = elements
    for last in stride(from: result.count - 1, to: 0, by: -1) {
      result.swapAt(last, number(below: last + 1))
    }
    return result
  }
}
