#if arch(x86_64)
  import _Builtin_intrinsics.intel
#endif

// The operators of SIMD types are loops over lanes that the compiler must find to be vectors again. In
// butterflies it finds halves and other orders than written, which costs a third of the speed, and with 16
// lanes it searches for minutes, so they use intrinsics. Those of 512 bits cannot be emulated.

@inline(__always)
func sum(_ a: Lanes, _ b: Lanes) -> Lanes {
  #if arch(x86_64) && LKB_AVX2
    _mm256_add_ps(a, b)
  #elseif arch(x86_64) && LKB_AVX512 && !LKB_EMULATE_AVX512
    _mm512_add_ps(a, b)
  #elseif arch(x86_64) && LKB_PORTABLE
    _mm_add_ps(a, b)
  #else
    a + b
  #endif
}

@inline(__always)
func difference(_ a: Lanes, _ b: Lanes) -> Lanes {
  #if arch(x86_64) && LKB_AVX2
    _mm256_sub_ps(a, b)
  #elseif arch(x86_64) && LKB_AVX512 && !LKB_EMULATE_AVX512
    _mm512_sub_ps(a, b)
  #elseif arch(x86_64) && LKB_PORTABLE
    _mm_sub_ps(a, b)
  #else
    a - b
  #endif
}

@inline(__always)
func product(_ a: Lanes, _ b: Lanes) -> Lanes {
  #if arch(x86_64) && LKB_AVX2
    _mm256_mul_ps(a, b)
  #elseif arch(x86_64) && LKB_AVX512 && !LKB_EMULATE_AVX512
    _mm512_mul_ps(a, b)
  #elseif arch(x86_64) && LKB_PORTABLE
    _mm_mul_ps(a, b)
  #else
    a * b
  #endif
}

/// `term + a · b`: fused where the build has FMA.
@inline(__always)
func addProduct(_ term: Lanes, _ a: Lanes, _ b: Lanes) -> Lanes {
  #if arch(x86_64) && LKB_AVX2
    _mm256_fmadd_ps(a, b, term)
  #elseif arch(x86_64) && LKB_AVX512 && !LKB_EMULATE_AVX512
    _mm512_fmadd_ps(a, b, term)
  #elseif LKB_PORTABLE
    sum(term, product(a, b))
  #else
    term.addingProduct(a, b)
  #endif
}

/// `term − a · b`: fused where the build has FMA.
@inline(__always)
func subtractProduct(_ term: Lanes, _ a: Lanes, _ b: Lanes) -> Lanes {
  #if arch(x86_64) && LKB_AVX2
    _mm256_fnmadd_ps(a, b, term)
  #elseif arch(x86_64) && LKB_AVX512 && !LKB_EMULATE_AVX512
    _mm512_fnmadd_ps(a, b, term)
  #elseif LKB_PORTABLE
    difference(term, product(a, b))
  #else
    // From −0 and not from 0: only so is it a negation, which the fused instruction absorbs.
    term.addingProduct(Lanes(repeating: -0.0) - a, b)
  #endif
}
