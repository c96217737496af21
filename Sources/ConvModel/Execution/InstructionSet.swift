/// An instruction set that kernels are built for, from the weakest to the strongest.
package enum InstructionSet: String, CaseIterable, Sendable, Comparable {
  /// Baseline x86-64 (SSE2): multiplies and adds separately.
  case portable
  /// x86-64-v3: AVX2 and FMA.
  case avx2
  /// x86-64-v4: AVX-512 F, BW, CD, DQ, VL.
  case avx512

  package static func < (left: InstructionSet, right: InstructionSet) -> Bool {
    left.rank < right.rank
  }

  private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
