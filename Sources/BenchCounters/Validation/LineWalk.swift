import BenchModel
import CShims
import Glibc

/// Cache lines that point to each other in one ring, in an order that no prefetcher knows.
///
/// Lines of four neighbouring pages follow each other in random order, and so do these blocks: whatever a
/// prefetcher fetches nearby is needed anyway and counted once, and pages are walked once per block.
package final class LineWalk: @unchecked Sendable {
  // Unchecked, since the ring is written by the initialiser only.

  /// Of every x86-64 CPU.
  package static let lineBytes = 64
  /// Half of a small first-level cache.
  private static let linesPerBlock = 256

  package let lines: Int
  /// The line at which a walk begins.
  package var first: UnsafeRawPointer { UnsafeRawPointer(memory) }

  private let memory: UnsafeMutableRawPointer
  private var byteCount: Int { lines * Self.lineBytes }

  /// Maps and touches the memory of `lines` lines, a multiple of 256; `nil` where there is none.
  package init?(lines: Int) {
    precondition(lines > 0 && lines % Self.linesPerBlock == 0, "blocks of lines must be whole")
    self.lines = lines
    let byteCount = lines * Self.lineBytes
    guard
      let memory = mmap(
        nil, byteCount, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
      memory != MAP_FAILED
    else { return nil }
    self.memory = memory
    // Only fewer page walks; where the system refuses, there are some more.
    madvise(memory, byteCount, lkb_madv_hugepage())
    var generator = SplitMix64(seed: 1)
    var order: [Int] = []
    order.reserveCapacity(lines)
    for block in (0..<lines / Self.linesPerBlock).shuffled(using: &generator) {
      let start = block * Self.linesPerBlock
      order += (start..<start + Self.linesPerBlock).shuffled(using: &generator)
    }
    for (line, next) in zip(order, order.dropFirst() + order.prefix(1)) {
      memory.storeBytes(
        of: memory + next * Self.lineBytes, toByteOffset: line * Self.lineBytes,
        as: UnsafeMutableRawPointer.self)
    }
  }

  deinit { munmap(memory, byteCount) }

  /// Throws all lines out of all caches.
  package func evict() { lkb_evict(memory, byteCount) }
}
