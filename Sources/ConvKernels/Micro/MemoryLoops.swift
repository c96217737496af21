// Loops that move memory and hardly compute, from which bandwidths are measured. Eight vectors per step:
// enough chains that adding never waits, and few enough that a step is 512 bytes at most.

/// Vectors per step of the loops below.
let memoryStep = 8

/// Sum of `count` floats, read `passes` times in order; `count` is a multiple of `memoryStep` vectors.
///
/// `start` needs no alignment: one float past an aligned address, loads cross cache lines.
@inline(never)
func sumMemory(_ start: UnsafePointer<Float>, count: Int, passes: Int) -> Float {
  var sums = InlineArray<8, Lanes> { _ in Lanes.zero }
  for _ in 0..<passes {
    var index = 0
    while index < count {
      for chain in 0..<memoryStep {
        sums[unchecked: chain] += loadLanes(start + (index &+ chain &* laneCount))
      }
      index &+= memoryStep &* laneCount
    }
  }
  var total = Lanes.zero
  for chain in 0..<memoryStep { total += sums[unchecked: chain] }
  return total.sum()
}

/// Copies `count` floats `passes` times; `count` is a multiple of `memoryStep` vectors, the ranges do not
/// overlap.
///
/// Plain stores, as kernels use them: a line is read before it is written.
@inline(never)
func copyMemory(
  _ source: UnsafePointer<Float>, _ target: UnsafeMutablePointer<Float>, count: Int, passes: Int
) {
  for _ in 0..<passes {
    var index = 0
    while index < count {
      // All loads before the stores, for which the compiler cannot exclude an overlap.
      let step = InlineArray<8, Lanes> { loadLanes(source + (index &+ $0 &* laneCount)) }
      for chain in 0..<memoryStep {
        store(step[unchecked: chain], target + (index &+ chain &* laneCount))
      }
      index &+= memoryStep &* laneCount
    }
  }
}
