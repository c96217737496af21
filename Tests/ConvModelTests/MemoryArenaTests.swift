import ConvModel
import Testing

@Suite struct MemoryArenaTests {
  private func arena(_ file: ArenaFile, address: UInt = 0) throws -> MemoryArena {
    try MemoryArena(path: file.path, byteCount: file.byteCount, address: address)
  }

  @Test("buffers are cut in order, aligned, in the scope only, and from the heap when it is full")
  func cuts() throws {
    let arena = try arena(ArenaFile(byteCount: 1 << 16))
    let outside = AlignedBuffer<Float>(uninitialized: 3)
    let inside = MemoryArena.$current.withValue(arena) {
      (0..<3).map { _ in AlignedBuffer<Float>(repeating: 1, count: 5) }
    }
    let offsets = inside.map { UnsafeMutableRawPointer($0.pointer) - arena.start }
    #expect(offsets == [0, 64, 128])
    #expect(arena.usedByteCount == 192)
    let large = MemoryArena.$current.withValue(arena) {
      AlignedBuffer<Float>(repeating: 2, count: 1 << 16)
    }
    #expect(arena.usedByteCount == 192)
    #expect(large.buffer.allSatisfy { $0 == 2 } && outside.count == 3)
  }

  @Test("an image puts back what was there, under whatever was written since")
  func images() throws {
    let arena = try arena(ArenaFile(byteCount: 1 << 16))
    let first = MemoryArena.$current.withValue(arena) {
      AlignedBuffer<Float>(repeating: 1, count: 9)
    }
    let image = ArenaImage(arena)
    arena.reuse()
    let second = MemoryArena.$current.withValue(arena) {
      AlignedBuffer<Float>(repeating: 2, count: 20)
    }
    #expect(first.pointer == second.pointer && first.buffer.allSatisfy { $0 == 2 })
    image.restore()
    #expect(first.buffer.allSatisfy { $0 == 1 })
  }

  @Test("two mappings of one file are the same memory, at the address that was asked for")
  func shared() throws {
    let file = try ArenaFile(byteCount: 1 << 16)
    let (one, other) = (try arena(file), try arena(file))
    one.start.storeBytes(of: 7, as: Int.self)
    #expect(other.start.load(as: Int.self) == 7 && one.start != other.start)
    let address: UInt = 0x3000_0000_0000
    #expect(UInt(bitPattern: try arena(file, address: address).start) == address)
  }

  @Test("a file that is not there is one line")
  func missing() {
    let error = #expect(throws: MemoryArenaError.self) {
      try MemoryArena(path: "/nowhere/x", byteCount: 4096, address: 0)
    }
    #expect(error?.description.hasPrefix("cannot open /nowhere/x: ") == true)
  }
}
