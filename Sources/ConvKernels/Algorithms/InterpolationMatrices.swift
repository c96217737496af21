/// The transforms of `Winograd` as matrices: y = Aᵀ((G·w) ⊙ (Bᵀ·x)) for `taps` weights w, `outputs` outputs y and
/// 14 inputs x.
///
/// The points are the roots of P(x) = x(x⁴ − 1)(x⁸ − 16¹⁄₁₆x⁴ + 1) and infinity. With u = x⁴ and
/// q(u) = (u − 1)(u² − 16¹⁄₁₆u + 1), P = x·q(u); at a root other than 0 the derivative P′ is 4u·q′(u), which is
/// real. A pair ±ip has three products instead of two complex ones. The order is that of the values in
/// `interpolateRows`. Winograd, "Arithmetic Complexity of Computations", SIAM 1980.
struct InterpolationMatrices {
  let taps: Int
  let outputs: Int

  /// Roundings of a value on its longest way through both transforms, five and four, and the weight's own.
  static let depth = 10

  private static let scales: [Double] = [1, 2, 0.5]
  /// Coefficients of P from the constant one on.
  private static let polynomial: [Double] = [
    0, -1, 0, 0, 0, 17.0625, 0, 0, 0, -17.0625, 0, 0, 0, 1,
  ]

  private static func derivative(scale: Double) -> Double {
    let u = scale * scale * scale * scale
    return 4 * u * (3 * u * u - 34.125 * u + 17.0625)
  }

  /// One product: its column of Aᵀ and its rows of G and Bᵀ.
  private struct Product {
    var output: [Double]
    var weight: [Double]
    var input: [Double]

    /// Standard deviation of the product's share of an output, for white inputs and weights of variance 1.
    func growth(output index: Int) -> Double { output[index] * norm(weight) * norm(input) }

    private func norm(_ values: [Double]) -> Double {
      values.reduce(0) { $0 + $1 * $1 }.squareRoot()
    }
  }

  private var products: [Product] {
    var result = [at(0, derivative: -1)]
    for scale in Self.scales {
      let derivative = Self.derivative(scale: scale)
      result += [at(scale, derivative: derivative), at(-scale, derivative: derivative)]
    }
    for scale in Self.scales { result += pair(scale) }
    let last = { (count: Int) in (0..<count).map { $0 == count - 1 ? 1.0 : 0 } }
    result.append(Product(output: last(outputs), weight: last(taps), input: Self.polynomial))
    return result
  }

  /// The product at a real point.
  private func at(_ point: Double, derivative: Double) -> Product {
    Product(
      output: Self.powers(point, outputs), weight: Self.powers(point, taps).map { $0 / derivative },
      input: Self.divided([-point, 1]))
  }

  /// The products at the points ±i·`scale`: of their sum with the even pixels plus `scale` times the odd ones,
  /// with the odd and with the even ones.
  private func pair(_ scale: Double) -> [Product] {
    let odd = Self.divided([scale * scale, 0, 1])
    let even = [0] + odd.dropLast()
    // Real and imaginary part of the powers of i · scale.
    let outputs = Self.powers(scale, outputs)
    let real = outputs.indices.map { [1, 0, -1, 0][$0 % 4] * outputs[$0] }
    let imaginary = outputs.indices.map { [0, 1, 0, -1][$0 % 4] * outputs[$0] }
    let factor = 2 / Self.derivative(scale: scale)
    let weights = Self.powers(scale, taps).map { $0 * factor }
    let u = weights.indices.map { [1, 0, -1, 0][$0 % 4] * weights[$0] }
    let v = weights.indices.map { [0, 1, 0, -1][$0 % 4] * weights[$0] }
    return [
      Product(
        output: zip(real, imaginary).map { $0 - $1 }, weight: u,
        input: zip(even, odd).map { $0 + scale * $1 }),
      Product(output: real.map { -$0 }, weight: zip(u, v).map { scale * ($0 + $1) }, input: odd),
      Product(output: imaginary.map { -$0 }, weight: zip(u, v).map { $1 - $0 }, input: even),
    ]
  }

  private static func powers(_ base: Double, _ count: Int) -> [Double] {
    var result = [1.0]
    while result.count < count { result.append((result.last ?? 1) * base) }
    return result
  }

  /// P divided by a factor of it.
  private static func divided(_ factor: [Double]) -> [Double] {
    var rest = polynomial
    var quotient = [Double](repeating: 0, count: polynomial.count)
    let degree = factor.count - 1
    for power in stride(from: polynomial.count - 1, through: degree, by: -1) {
      let coefficient = rest[power] / factor[degree]
      quotient[power - degree] = coefficient
      for index in 0...degree { rest[power - degree + index] -= coefficient * factor[index] }
    }
    return quotient
  }

  /// Standard deviation of what the roundings of an output are relative to, in units of that of the output: for
  /// white inputs and weights, of the worst of a tile's outputs.
  var growth: Double {
    let products = products
    return (0..<outputs).reduce(0) { largest, index in
      let squares = products.reduce(0) {
        let growth = $1.growth(output: index)
        return $0 + growth * growth
      }
      return max(largest, (squares / Double(taps)).squareRoot())
    }
  }

  /// Weights [channel][ky][kx] multiplied by G, [channel][product][ky]; allocates.
  func transformed(_ weights: [Float], kernelHeight: Int) -> [Float] {
    let rows = products.map(\.weight)
    var result: [Float] = []
    result.reserveCapacity(weights.count / taps * rows.count)
    for channel in 0..<weights.count / (kernelHeight * taps) {
      for row in rows {
        for ky in 0..<kernelHeight {
          let first = (channel * kernelHeight + ky) * taps
          let value = row.indices.reduce(0) { $0 + row[$1] * Double(weights[first + $1]) }
          result.append(Float(value))
        }
      }
    }
    return result
  }
}
