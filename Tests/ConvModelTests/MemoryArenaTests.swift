import ConvModel
import Testing

@Suite struct MemoryArenaTests {
  private func arena(_ file: ArenaFile, address: UInt = 0) throws -> MemoryArena {
    try MemoryArena(path: file.path, byteCount: file.byteCount, address: address)
  }

  @Test("buffers are cut in order, aligned, and in the scope only")
  func cuts() throws {
    let arena = try arena(ArenaFile(byteCount: 1 << 16))
    let outside = AlignedBuffer<Float>(uninitialized: 3)
    let inside = try MemoryArena.cutting(from: arena) {
      (0..<3).map { _ in AlignedBuffer<Float>(repeating: 1, count: 5) }
    }
    let offsets = inside.map { UnsafeMutableRawPointer($0.pointer) - arena.start }
    #expect(offsets == [0, 64, 128])
    #expect(arena.usedByteCount == 192)
    #expect(outside.count == 3)
  }

  @Test("a buffer that does not fit is an error, until the arena begins again")
  func exhausted() throws {
    let arena = try arena(ArenaFile(byteCount: 1 << 16))
    func cut(_ count: Int) throws -> AlignedBuffer<Float> {
      try MemoryArena.cutting(from: arena) { AlignedBuffer<Float>(repeating: 2, count: count) }
    }
    _ = try cut(5)
    let error = #expect(throws: MemoryArenaError.self) { try cut(1 << 16) }
    #expect(
      error?.description
        == "the shared memory of 65536 bytes, 64 of them in use, has no room for a buffer of "
        + "262144 bytes")
    // What fits afterwards does not mend what lies on the heap.
    #expect(throws: MemoryArenaError.self) { try cut(5) }
    arena.reuse()
    #expect(try cut(5).buffer.allSatisfy { $0 == 2 })
    #expect(arena.usedByteCount == 64)
    struct Other: Error {}
    #expect(throws: Other.self) { try MemoryArena.cutting(from: arena) { throw Other() } }
    let heap = try MemoryArena.cutting(from: nil) { AlignedBuffer<Float>(repeating: 3, count: 4) }
    #expect(heap.count == 4 && arena.usedByteCount == 64)
  }

  @Test(
    "a buffer that no memory could hold ends the process with a line that says so",
    arguments: [Int.max, Int.max / 4, -1])
  func overflow(count: Int) async throws {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { [count] in
      print(AlignedBuffer<Float>(uninitialized: count).count)
    }
    let text = String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
    #expect(text.contains("a buffer of \(count) elements"))
  }

  @Test("an image puts back what was there, under whatever was written since")
  func images() throws {
    let arena = try arena(ArenaFile(byteCount: 1 << 16))
    let first = try MemoryArena.cutting(from: arena) {
      AlignedBuffer<Float>(repeating: 1, count: 9)
    }
    let image = ArenaImage(arena)
    arena.reuse()
    let second = try MemoryArena.cutting(from: arena) {
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
