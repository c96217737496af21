/// A transform size as a product of pairwise coprime codelet sizes: no twiddles between passes.
///
/// Source: Good, "The interaction algorithm and practical Fourier analysis", Journal of the Royal
/// Statistical Society B 20(2), 1958.
///
/// With N = R₁ · … · Rₘ, the point of time n = Σ nᵢ · N/Rᵢ mod N and the point of frequency k ≡ kᵢ mod Rᵢ
/// lie in slot (n₁, …, nₘ) or (k₁, …, kₘ) of an array of m dimensions, of which pass i transforms the
/// i-th.
struct PrimeFactors: Hashable, Sendable {
  /// At least two, the first possibly 1; in the order of the forward passes.
  let radices: [Radix]

  var size: Int { radices.reduce(1) { $0 * $1.rawValue } }

  /// Passes between the first and the last.
  var middle: ArraySlice<Radix> { radices.dropFirst().dropLast() }
  var first: Radix { radices[0] }
  var last: Radix { radices[radices.count - 1] }

  func butterflies(_ radix: Radix) -> Int { size / radix.rawValue }

  /// Floating-point operations of one transform of one channel.
  var flops: Int { radices.reduce(0) { $0 + butterflies($1) * $1.flops } }

  /// Relative time of one transform.
  var cost: Double { radices.reduce(0) { $0 + Double(butterflies($1)) * $1.cost } }

  /// Slots between neighbouring legs of pass `index`.
  private func stride(_ index: Int) -> Int {
    radices.dropFirst(index + 1).reduce(1) { $0 * $1.rawValue }
  }

  /// Slots of the legs of pass `index`, [butterfly][leg].
  func slots(pass index: Int) -> [Int] {
    let stride = stride(index)
    let legs = radices[index].rawValue
    var slots: [Int] = []
    for block in Swift.stride(from: 0, to: size, by: stride * legs) {
      for start in block..<block + stride {
        slots += (0..<legs).map { start + $0 * stride }
      }
    }
    return slots
  }

  private func digit(_ index: Int, ofSlot slot: Int) -> Int {
    slot / stride(index) % radices[index].rawValue
  }

  /// Point of time in `slot` before the first pass.
  func time(ofSlot slot: Int) -> Int {
    radices.indices.reduce(0) {
      $0 + digit($1, ofSlot: slot) * (size / radices[$1].rawValue)
    } % size
  }

  /// Slot of each frequency after the last pass.
  var slotOfFrequency: [Int] {
    (0..<size).map { k in
      radices.indices.reduce(0) { $0 + k % radices[$1].rawValue * stride($1) }
    }
  }

  /// Every size that two to four codelets make, at most `limit`, each in its cheapest factorisation.
  static func catalog(upTo limit: Int) -> [PrimeFactors] {
    var best: [Int: PrimeFactors] = [:]
    func extend(_ chosen: [Radix], size: Int, above: Int) {
      if size > 1 {
        let radices = chosen.count == 1 ? [.by1] + chosen : chosen
        let candidate = PrimeFactors(radices: radices)
        if best[size].map({ candidate.cost < $0.cost }) ?? true { best[size] = candidate }
      }
      for radix in Radix.allCases
      where radix.rawValue > above && size * radix.rawValue <= limit
        && chosen.allSatisfy({ isCoprime($0.rawValue, radix.rawValue) })
      {
        extend(chosen + [radix], size: size * radix.rawValue, above: radix.rawValue)
      }
    }
    extend([], size: 1, above: 1)
    return best.values.sorted { $0.size < $1.size }
  }

  private static func isCoprime(_ a: Int, _ b: Int) -> Bool {
    b == 0 ? a == 1 : isCoprime(b, a % b)
  }
}
