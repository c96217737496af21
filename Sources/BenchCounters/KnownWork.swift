import CShims
import Glibc

#if PAPI
  import CPAPI
#endif

/// Work that raises every event of the generic counter groups, to prove counters with.
///
/// Takes a few milliseconds and leaves no trace but time: memory is returned and the thread's CPU
/// mask restored. A machine with one CPU cannot be made to migrate.
package enum KnownWork {
  package static func perform() {
    touchFreshMemory()
    calculate()
    giveUpCPU()
    changeCPU()
  }

  /// Fresh pages in random order: page faults, cache misses, and branches that nobody can predict.
  private static func touchFreshMemory() {
    let byteCount = 8 << 20
    let protection = PROT_READ | PROT_WRITE
    guard let memory = mmap(nil, byteCount, protection, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
      memory != MAP_FAILED
    else { return }
    defer { munmap(memory, byteCount) }
    let words = memory.assumingMemoryBound(to: UInt64.self)
    let mask = UInt64(byteCount / MemoryLayout<UInt64>.stride - 1)
    var state: UInt64 = 1
    for _ in 0..<100_000 {
      // Knuth's MMIX generator; its high bits are random enough to defeat prefetch and prediction.
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      // In bounds: the mask keeps the index below the number of words.
      let index = Int((state >> 33) & mask)
      if state >> 63 == 0 { words[index] &+= 1 } else { words[index] ^= state }
    }
    lkb_escape(memory)
  }

  /// Scalar and packed arithmetic on single-precision numbers, whatever the optimiser thinks of it.
  private static func calculate() {
    var scalar: Float = 1
    var packed = SIMD4<Float>(repeating: 1)
    for _ in 0..<10_000 {
      scalar = scalar * 0.5 + 1
      packed = packed * 0.5 + 1
      withUnsafePointer(to: &scalar) { lkb_escape($0) }
      withUnsafePointer(to: &packed) { lkb_escape($0) }
    }
  }

  /// A voluntary context switch.
  private static func giveUpCPU() {
    var pause = timespec(tv_sec: 0, tv_nsec: 50_000)
    nanosleep(&pause, nil)
  }

  /// A migration there and back, where the process may use two CPUs.
  private static func changeCPU() {
    #if PAPI
      lkb_visit_another_cpu()
    #endif
  }
}
