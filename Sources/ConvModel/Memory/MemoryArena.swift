import CShims
import Glibc
import Synchronization

/// One stretch of memory, shared with other processes, that aligned buffers are cut from in order.
///
/// Where buffers lie decides which cache sets they compete for: the last bits of their addresses in the first
/// level, their physical pages in the ones below. Processes that map the same file at the same address and
/// allocate in the same order have all their buffers in the same places, so that a difference between their
/// times is none of the allocator's making.
package final class MemoryArena: @unchecked Sendable {
  /// The arena of buffers that are made in the current scope; `nil` for the heap.
  @TaskLocal package static var current: MemoryArena?

  package let start: UnsafeMutableRawPointer
  package let byteCount: Int
  /// Bytes from the start on that buffers have been cut from.
  private let used = Mutex(0)

  /// Maps the first `byteCount` bytes of the file at `path`, at `address` where that is free.
  ///
  /// - Throws: `MemoryArenaError`.
  package init(path: String, byteCount: Int, address: UInt) throws(MemoryArenaError) {
    let descriptor = open(path, O_RDWR | O_CLOEXEC)
    guard descriptor >= 0 else { throw .failed(action: "open \(path)", errno: errno) }
    defer { close(descriptor) }
    let mapping = mmap(
      UnsafeMutableRawPointer(bitPattern: address), byteCount, PROT_READ | PROT_WRITE, MAP_SHARED,
      descriptor, 0)
    guard let mapping, mapping != MAP_FAILED else {
      throw .failed(action: "map \(byteCount) bytes of \(path)", errno: errno)
    }
    start = mapping
    self.byteCount = byteCount
  }

  deinit { munmap(start, byteCount) }

  package var usedByteCount: Int { used.withLock { $0 } }

  /// Memory for a buffer, or `nil` where no more is left; nothing is ever taken back.
  package func allocate(byteCount: Int, alignment: Int) -> UnsafeMutableRawPointer? {
    used.withLock { used in
      let begin = (used + alignment - 1) / alignment * alignment
      guard byteCount <= self.byteCount - begin else { return nil }
      used = begin + byteCount
      return start + begin
    }
  }

  /// Begins again at the start, under the buffers that are still alive.
  ///
  /// For whoever keeps an `ArenaImage` of theirs and restores it before they are used again.
  package func reuse() { used.withLock { $0 = 0 } }
}

/// What an arena holds at one moment, to be put back before its buffers are used.
package final class ArenaImage {
  private let arena: MemoryArena
  private let copy: UnsafeMutableRawBufferPointer

  /// Copies what `arena` has in use to the heap.
  package init(_ arena: MemoryArena) {
    self.arena = arena
    copy = .allocate(byteCount: arena.usedByteCount, alignment: 64)
    copy.copyMemory(from: UnsafeRawBufferPointer(start: arena.start, count: copy.count))
  }

  deinit { copy.deallocate() }

  package func restore() {
    guard let source = copy.baseAddress else { return }
    arena.start.copyMemory(from: source, byteCount: copy.count)
  }
}

/// A file in memory that processes map as an arena; it ends with this object and the last mapping.
package final class ArenaFile {
  /// For processes of the same user, as long as this object lives.
  package let path: String
  package let byteCount: Int
  private let descriptor: CInt

  /// Makes a file of `byteCount` bytes, of which only those that are written take memory.
  ///
  /// - Throws: `MemoryArenaError`.
  package init(byteCount: Int) throws(MemoryArenaError) {
    descriptor = lkb_memory_file("lkbench")
    guard descriptor >= 0 else { throw .failed(action: "make a file in memory", errno: errno) }
    path = "/proc/\(getpid())/fd/\(descriptor)"
    self.byteCount = byteCount
    guard ftruncate(descriptor, byteCount) == 0 else {
      let code = errno
      close(descriptor)
      throw .failed(action: "size a file in memory", errno: code)
    }
  }

  deinit { close(descriptor) }
}

/// Shared memory that is not to be had.
package enum MemoryArenaError: Error, CustomStringConvertible {
  case failed(action: String, errno: CInt)

  package var description: String {
    switch self {
    case .failed(let action, let code): "cannot \(action): \(String(cString: strerror(code)))"
    }
  }
}
