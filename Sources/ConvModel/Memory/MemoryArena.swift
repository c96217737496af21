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
  ///
  /// Set by `cutting` only, which reports what did not fit.
  @TaskLocal static var current: MemoryArena?

  package let start: UnsafeMutableRawPointer
  package let byteCount: Int
  private let state = Mutex(State())

  private struct State {
    /// Bytes from the start on that buffers have been cut from.
    var used = 0
    /// Bytes of the first buffer that did not fit.
    var missing: Int?
  }

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

  package var usedByteCount: Int { state.withLock { $0.used } }

  /// Runs `body` with its buffers cut from `arena`; without one they come from the heap.
  ///
  /// - Throws: `MemoryArenaError.exhausted` where a buffer did not fit, and so lies on the heap; what `body`
  ///   throws.
  package static func cutting<Result>(
    from arena: MemoryArena?, _ body: () throws -> Result
  ) throws -> Result {
    guard let arena else { return try body() }
    let result = try $current.withValue(arena, operation: body)
    let (used, missing) = arena.state.withLock { ($0.used, $0.missing) }
    if let missing {
      throw MemoryArenaError.exhausted(arena: arena.byteCount, used: used, buffer: missing)
    }
    return result
  }

  /// Memory for a buffer, or `nil` where no more is left, which `cutting` reports; nothing is taken back.
  func allocate(byteCount: Int, alignment: Int) -> UnsafeMutableRawPointer? {
    state.withLock { state in
      let begin = (state.used + alignment - 1) / alignment * alignment
      guard byteCount <= self.byteCount - begin else {
        state.missing = state.missing ?? byteCount
        return nil
      }
      state.used = begin + byteCount
      return start + begin
    }
  }

  /// Begins again at the start, under the buffers that are still alive.
  ///
  /// For whoever keeps an `ArenaImage` of theirs and restores it before they are used again.
  package func reuse() { state.withLock { $0 = State() } }
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
  case exhausted(arena: Int, used: Int, buffer: Int)

  package var description: String {
    switch self {
    case .failed(let action, let code): "cannot \(action): \(String(cString: strerror(code)))"
    case .exhausted(let arena, let used, let buffer):
      "the shared memory of \(arena) bytes, \(used) of them in use, has no room for a buffer of "
        + "\(buffer) bytes"
    }
  }
}
