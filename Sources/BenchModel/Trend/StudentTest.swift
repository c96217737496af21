import Glibc

/// Student's two-sample t-test with pooled variance.
///
/// "Student", "The Probable Error of a Mean", Biometrika 6 (1908).
package enum StudentTest {
  /// Two-sided p-value of the hypothesis that both samples have one mean.
  ///
  /// Each sample needs a value, both together three; with fewer it is 1. Where neither sample varies, as
  /// with counts that repeat exactly, equal means give 1 and different ones 0.
  package static func pValue(_ first: some Collection<Double>, _ second: some Collection<Double>)
    -> Double
  {
    let degrees = first.count + second.count - 2
    guard !first.isEmpty, !second.isEmpty, degrees > 0 else { return 1 }
    let (firstMean, firstSquares) = moments(first)
    let (secondMean, secondSquares) = moments(second)
    let difference = firstMean - secondMean
    let variance =
      (firstSquares + secondSquares) / Double(degrees)
      * (1 / Double(first.count) + 1 / Double(second.count))
    guard variance > 0 else { return difference == 0 ? 1 : 0 }
    return twoSidedTail(difference / variance.squareRoot(), degrees: Double(degrees))
  }

  /// P(|T| ≥ |t|) for Student's distribution with so many degrees of freedom.
  ///
  /// I(ν / (ν + t²); ν/2, 1/2) by the incomplete beta function: Abramowitz and Stegun 26.7.1.
  package static func twoSidedTail(_ t: Double, degrees: Double) -> Double {
    guard t.isFinite else { return t.isNaN ? 1 : 0 }
    return IncompleteBeta.regularized(degrees / (degrees + t * t), degrees / 2, 0.5)
  }

  /// Sum of squared distances from the mean; 0 of nothing.
  static func squares(_ values: some Collection<Double>) -> Double {
    values.isEmpty ? 0 : moments(values).squares
  }

  /// Mean, and sum of squared distances from it.
  private static func moments(_ values: some Collection<Double>) -> (mean: Double, squares: Double)
  {
    let mean = values.reduce(0, +) / Double(values.count)
    return (mean, values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) })
  }
}

/// The regularized incomplete beta function.
enum IncompleteBeta {
  private static let precision = 1e-15
  /// Far more terms than any arguments of a t-test take.
  private static let longestFraction = 10_000

  /// I(x; a, b) for 0 ≤ x ≤ 1 and positive a and b.
  ///
  /// By the continued fraction of Abramowitz and Stegun 26.5.8, on the side of the mean where it
  /// converges quickly.
  static func regularized(_ x: Double, _ a: Double, _ b: Double) -> Double {
    if x <= 0 { return 0 }
    if x >= 1 { return 1 }
    guard x <= (a + 1) / (a + b + 2) else { return 1 - regularized(1 - x, b, a) }
    let scale = lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x)
    return exp(scale) / (a * fraction(x, a, b))
  }

  /// 1 + d₁/(1 + d₂/(1 + …)), evaluated from the front by the method of Lentz (Applied Optics 15, 1976).
  private static func fraction(_ x: Double, _ a: Double, _ b: Double) -> Double {
    let tiny = Double.leastNormalMagnitude
    func guarded(_ value: Double) -> Double { value.magnitude < tiny ? tiny : value }
    var value = 1.0
    var numerators = 1.0
    var denominators = 0.0
    for step in 1...longestFraction {
      let m = Double(step / 2)
      let term =
        step.isMultiple(of: 2)
        ? m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        : -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
      denominators = 1 / guarded(1 + term * denominators)
      numerators = guarded(1 + term / numerators)
      value *= numerators * denominators
      if (numerators * denominators - 1).magnitude < precision { break }
    }
    return value
  }
}
