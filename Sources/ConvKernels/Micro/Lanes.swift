import ConvModel

/// The vector of this build: its lanes hold neighbouring channels.
///
/// A register tile of `tileColumns` × `tileRows` output pixels, one weight per tile row and one input
/// fill the register file: 7·3 + 3 + 1 of 32 with AVX-512, 4·3 + 3 + 1 of 16 with AVX2; the portable
/// build has 4·2 + 2 + 1 and one for its product. `Tile1` … `Tile3` hold that many rows.
#if LKB_AVX512
  typealias Lanes = SIMD16<Float>
  typealias Tile1 = InlineArray<7, Lanes>
  typealias Tile2 = InlineArray<14, Lanes>
  typealias Tile3 = InlineArray<21, Lanes>
  let tileColumns = 7
  let tileRows = 3
  let buildInstructionSet = InstructionSet.avx512
#elseif LKB_AVX2
  typealias Lanes = SIMD8<Float>
  typealias Tile1 = InlineArray<4, Lanes>
  typealias Tile2 = InlineArray<8, Lanes>
  typealias Tile3 = InlineArray<12, Lanes>
  let tileColumns = 4
  let tileRows = 3
  let buildInstructionSet = InstructionSet.avx2
#else
  typealias Lanes = SIMD4<Float>
  typealias Tile1 = InlineArray<4, Lanes>
  typealias Tile2 = InlineArray<8, Lanes>
  let tileColumns = 4
  let tileRows = 2
  let buildInstructionSet = InstructionSet.portable
#endif

/// Floats per vector.
let laneCount = MemoryLayout<Lanes>.size / MemoryLayout<Float>.size

/// Reads one vector; no alignment needed.
@inline(__always)
func loadLanes(_ pointer: UnsafePointer<Float>) -> Lanes {
  UnsafeRawPointer(pointer).loadUnaligned(as: Lanes.self)
}

/// Writes one vector; no alignment needed.
@inline(__always)
func store(_ value: Lanes, _ pointer: UnsafeMutablePointer<Float>) {
  UnsafeMutableRawPointer(pointer).storeBytes(of: value, as: Lanes.self)
}

/// `accumulator + a · b`: fused where the build has FMA; elsewhere fusing would be a library call.
@inline(__always)
func multiplyAdd(_ accumulator: Lanes, _ a: Lanes, _ b: Lanes) -> Lanes {
  #if LKB_PORTABLE
    accumulator + a * b
  #else
    accumulator.addingProduct(a, b)
  #endif
}
