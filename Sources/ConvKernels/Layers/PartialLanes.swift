#if arch(x86_64)
  import _Builtin_intrinsics.intel
#endif

// Rows end within a vector where the channels are no multiple of the lanes (1.3 times wider networks: 124,
// 249, 499, 998); these read and write its first `count` lanes only.

#if LKB_AVX2
  /// All bits set in the first `count` lanes.
  @inline(__always)
  private func laneMask(_ count: Int) -> SIMD4<Int64> {
    let lanes = SIMD8<Int32>(0, 1, 2, 3, 4, 5, 6, 7)
    let mask = lanes .< SIMD8<Int32>(repeating: Int32(truncatingIfNeeded: count))
    return unsafeBitCast(mask, to: SIMD4<Int64>.self)
  }
#endif

/// The first `count` floats, at least one and not all; the other lanes are 0.
@inline(__always)
func loadLanes(_ pointer: UnsafePointer<Float>, first count: Int) -> Lanes {
  #if arch(x86_64) && LKB_AVX2
    return _mm256_maskload_ps(pointer, laneMask(count))
  #elseif arch(x86_64) && LKB_AVX512 && !LKB_EMULATE_AVX512
    return _mm512_maskz_loadu_ps(UInt16(truncatingIfNeeded: (1 &<< count) &- 1), pointer)
  #elseif LKB_PORTABLE
    // Of four lanes one to three; a loop would become a call of memcpy.
    return Lanes(pointer[0], count > 1 ? pointer[1] : 0, count > 2 ? pointer[2] : 0, 0)
  #else
    var lanes = Lanes.zero
    withUnsafeMutableBytes(of: &lanes) { bytes in
      for lane in 0..<count {
        bytes.storeBytes(of: pointer[lane], toByteOffset: lane &* 4, as: Float.self)
      }
    }
    return lanes
  #endif
}

/// Writes the first `count` lanes, at least one and not all.
@inline(__always)
func store(_ value: Lanes, _ pointer: UnsafeMutablePointer<Float>, first count: Int) {
  #if arch(x86_64) && LKB_AVX2
    _mm256_maskstore_ps(pointer, laneMask(count), value)
  #elseif arch(x86_64) && LKB_AVX512 && !LKB_EMULATE_AVX512
    _mm512_mask_storeu_ps(pointer, UInt16(truncatingIfNeeded: (1 &<< count) &- 1), value)
  #elseif LKB_PORTABLE
    pointer[0] = value.x
    if count > 1 { pointer[1] = value.y }
    if count > 2 { pointer[2] = value.z }
  #else
    withUnsafeBytes(of: value) { bytes in
      for lane in 0..<count {
        pointer[lane] = bytes.loadUnaligned(fromByteOffset: lane &* 4, as: Float.self)
      }
    }
  #endif
}

/// 1 in the first `count` lanes, 0 in the others.
@inline(__always)
func onesInFirst(_ count: Int) -> Lanes {
  var lanes = Lanes.zero
  for lane in 0..<count { lanes[lane] = 1 }
  return lanes
}

/// Sum of all lanes, halves first.
@inline(__always)
func horizontalSum(_ value: Lanes) -> Float {
  #if LKB_AVX512
    let eight = value.lowHalf + value.highHalf
    let four = eight.lowHalf + eight.highHalf
  #elseif LKB_AVX2
    let four = value.lowHalf + value.highHalf
  #else
    let four = value
  #endif
  let two = four.lowHalf + four.highHalf
  return two.x + two.y
}
