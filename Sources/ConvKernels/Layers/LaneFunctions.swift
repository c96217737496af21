#if arch(x86_64)
  import _Builtin_intrinsics.intel
#endif

@inline(__always)
func quotient(_ a: Lanes, _ b: Lanes) -> Lanes {
  #if arch(x86_64) && LKB_AVX2
    _mm256_div_ps(a, b)
  #elseif arch(x86_64) && LKB_AVX512 && !LKB_EMULATE_AVX512
    _mm512_div_ps(a, b)
  #elseif arch(x86_64) && LKB_PORTABLE
    _mm_div_ps(a, b)
  #else
    a / b
  #endif
}

@inline(__always)
func squareRoot(_ a: Lanes) -> Lanes {
  #if arch(x86_64) && LKB_AVX2
    _mm256_sqrt_ps(a)
  #elseif arch(x86_64) && LKB_AVX512 && !LKB_EMULATE_AVX512
    _mm512_sqrt_ps(a)
  #elseif arch(x86_64) && LKB_PORTABLE
    _mm_sqrt_ps(a)
  #else
    a.squareRoot()
  #endif
}

/// The larger of each lane; `b` where either is not a number.
@inline(__always)
func larger(_ a: Lanes, _ b: Lanes) -> Lanes {
  #if arch(x86_64) && LKB_AVX2
    _mm256_max_ps(a, b)
  #elseif arch(x86_64) && LKB_AVX512 && !LKB_EMULATE_AVX512
    _mm512_max_ps(a, b)
  #elseif arch(x86_64) && LKB_PORTABLE
    _mm_max_ps(a, b)
  #else
    b.replacing(with: a, where: a .> b)
  #endif
}

/// The smaller of each lane; `b` where either is not a number.
@inline(__always)
func smaller(_ a: Lanes, _ b: Lanes) -> Lanes {
  #if arch(x86_64) && LKB_AVX2
    _mm256_min_ps(a, b)
  #elseif arch(x86_64) && LKB_AVX512 && !LKB_EMULATE_AVX512
    _mm512_min_ps(a, b)
  #elseif arch(x86_64) && LKB_PORTABLE
    _mm_min_ps(a, b)
  #else
    b.replacing(with: a, where: a .< b)
  #endif
}

/// x·Φ(x) with Φ(x) = ½(1 + erf(x/√2)).
///
/// Φ(x) − ½ is odd: x·P(x²)/Q(x²) with both of degree 5, fitted here to the least largest error on
/// |x| ≤ 5.5, where Φ is 0 or 1 to half a unit in the last place; x is held inside. |result − x·Φ(x)| is
/// at most 3·10⁻⁷·|x|, measured over 2 million points of [−8, 8] (2.5·10⁻⁷).
@inline(__always)
func gelu(_ x: Lanes) -> Lanes {
  // The bound comes first and the data second, so that NaN stays NaN.
  let t = larger(Lanes(repeating: -5.5), smaller(Lanes(repeating: 5.5), x))
  let u = product(t, t)
  var p = addProduct(
    Lanes(repeating: 6.351_403_953_885_892e-06), Lanes(repeating: 2.274_863_675_211_236e-08), u)
  var q = addProduct(
    Lanes(repeating: 7.363_411_714_322_865e-05), Lanes(repeating: 1.197_429_241_983_627_4e-06), u)
  p = addProduct(Lanes(repeating: 0.000_168_792_001_204_565_17), p, u)
  q = addProduct(Lanes(repeating: 0.001_884_258_002_974_093), q, u)
  p = addProduct(Lanes(repeating: 0.004_677_053_075_283_766), p, u)
  q = addProduct(Lanes(repeating: 0.028_644_187_375_903_13), q, u)
  p = addProduct(Lanes(repeating: 0.033_849_876_374_006_27), p, u)
  q = addProduct(Lanes(repeating: 0.251_514_971_256_256_1), q, u)
  p = addProduct(Lanes(repeating: 0.398_942_232_131_958), p, u)
  q = addProduct(Lanes(repeating: 1), q, u)
  let half = product(Lanes(repeating: 0.5), x)
  return addProduct(half, product(x, t), quotient(p, q))
}

/// 1/(1 + e⁻ˣ), relative error below 10⁻⁶ for |x| ≤ 80, beyond which x is held.
///
/// e⁻ˣ = 2ᵏ·eʳ with |r| ≤ ½·ln 2 and the Taylor polynomial of degree 7, whose error is below 10⁻⁸.
@inline(__always)
func sigmoid(_ x: Lanes) -> Lanes {
  let bound = Lanes(repeating: 80)
  let t = difference(
    Lanes.zero, larger(difference(Lanes.zero, bound), smaller(bound, x)))
  // Adding 1.5·2²³ rounds to an integer, which then stands in the last bits.
  let magic = Lanes(repeating: 12_582_912)
  let shifted = addProduct(magic, t, Lanes(repeating: 1.442_695_04))
  let k = difference(shifted, magic)
  // ln 2 in two parts, the first of so few bits that k times it is exact.
  var r = subtractProduct(t, k, Lanes(repeating: 0.693_359_375))
  r = subtractProduct(r, k, Lanes(repeating: -2.121_944_4e-4))
  var e = addProduct(Lanes(repeating: 1 / 720), Lanes(repeating: 1 / 5040), r)
  e = addProduct(Lanes(repeating: 1 / 120), e, r)
  e = addProduct(Lanes(repeating: 1 / 24), e, r)
  e = addProduct(Lanes(repeating: 1 / 6), e, r)
  e = addProduct(Lanes(repeating: 0.5), e, r)
  e = addProduct(Lanes(repeating: 1), e, r)
  e = addProduct(Lanes(repeating: 1), e, r)
  let exponent = unsafeBitCast(shifted, to: Lanes.MaskStorage.self) &<< 23
  let power = unsafeBitCast(
    exponent &+ unsafeBitCast(Lanes(repeating: 1), to: Lanes.MaskStorage.self), to: Lanes.self)
  return quotient(Lanes(repeating: 1), addProduct(Lanes(repeating: 1), e, power))
}
