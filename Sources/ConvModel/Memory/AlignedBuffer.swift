import CShims
import Glibc

/// Owned, aligned, contiguous memory of plain values.
///
/// Allocates in `init`, frees in `deinit`; never grows. Large buffers ask for huge pages, since the
/// kernels walk them with page-sized strides. Within `MemoryArena.cutting`, buffers are cut from the arena.
package final class AlignedBuffer<Element: BitwiseCopyable> {
  package let pointer: UnsafeMutablePointer<Element>
  package let count: Int
  /// Where the memory comes from; `nil` for the heap.
  private let arena: MemoryArena?

  /// Cache-line alignment, which is also the widest vector's.
  package static var alignment: Int { 64 }

  /// Buffers of at least this size are aligned to and advised as huge pages.
  private static var hugePage: Int { 2 << 20 }

  /// Allocates `count` uninitialised elements; `count` may be 0.
  ///
  /// Traps where a count is negative or its bytes cannot be addressed: `MemoryNeed` refuses problems of such
  /// sizes long before.
  package init(uninitialized count: Int) {
    let (bytes, overflow) = max(count, 1).multipliedReportingOverflow(
      by: MemoryLayout<Element>.stride)
    guard count >= 0, !overflow, bytes <= Int.max - Self.hugePage else {
      // Prints its line in optimised builds too, which a precondition does not.
      fatalError(
        "no memory for a buffer of \(count) elements of \(MemoryLayout<Element>.stride) bytes")
    }
    let alignment = bytes >= Self.hugePage ? Self.hugePage : Self.alignment
    let padded = (bytes + alignment - 1) / alignment * alignment
    let raw: UnsafeMutableRawPointer
    if let current = MemoryArena.current,
      let cut = current.allocate(byteCount: padded, alignment: Self.alignment)
    {
      (raw, arena) = (cut, current)
    } else {
      raw = .allocate(byteCount: padded, alignment: alignment)
      arena = nil
      if bytes >= Self.hugePage { madvise(raw, padded, lkb_madv_hugepage()) }
    }
    pointer = raw.bindMemory(to: Element.self, capacity: max(count, 1))
    self.count = count
  }

  /// Allocates `count` elements, all `value`.
  package convenience init(repeating value: Element, count: Int) {
    self.init(uninitialized: count)
    pointer.initialize(repeating: value, count: count)
  }

  /// Allocates a copy of `elements`.
  package convenience init(_ elements: [Element]) {
    self.init(uninitialized: elements.count)
    elements.withUnsafeBufferPointer { source in
      if let base = source.baseAddress { pointer.initialize(from: base, count: elements.count) }
    }
  }

  deinit { if arena == nil { UnsafeMutableRawPointer(pointer).deallocate() } }

  package var byteCount: Int { count * MemoryLayout<Element>.stride }
  package var buffer: UnsafeMutableBufferPointer<Element> { .init(start: pointer, count: count) }
  package var rawBytes: UnsafeRawBufferPointer { .init(start: pointer, count: byteCount) }
}

extension AlignedBuffer: @unchecked Sendable where Element: Sendable {}
