import Foundation
import Testing

@testable import lkbench

@Suite("Lines from a pipe")
struct LineReaderTests {
  @Test("lines come whole, however they were written, and the rest of a broken one does not")
  func lines() throws {
    let pipe = Pipe()
    let reader = LineReader(pipe.fileHandleForReading)
    for part in ["one\ntw", "o\n", "\n", "rest"] {
      try pipe.fileHandleForWriting.write(contentsOf: Data(part.utf8))
    }
    #expect(try reader.next(within: 10) == "one")
    #expect(try reader.next(within: 10) == "two")
    #expect(try reader.next(within: 10) == "")
    #expect(try reader.next(within: 0.01) == nil && !reader.hasEnded)
    #expect(try !reader.isAtEnd(within: 0))
    try pipe.fileHandleForWriting.close()
    #expect(try reader.next(within: 10) == nil && reader.hasEnded)
    #expect(try reader.isAtEnd(within: 0))
    reader.close()
  }

  @Test("a signal that interrupts reading is no end of the pipe")
  func signals() throws {
    let pipe = Pipe()
    try pipe.fileHandleForWriting.write(contentsOf: Data("late\n".utf8))
    var interruptions = 3
    let reader = LineReader(pipe.fileHandleForReading) { descriptor, bytes, count in
      guard interruptions > 0 else { return read(descriptor, bytes, count) }
      interruptions -= 1
      errno = EINTR
      return -1
    }
    #expect(try reader.next(within: 10) == "late")
    #expect(interruptions == 0 && !reader.hasEnded)
  }

  @Test("what cannot be read is an error and no end")
  func failures() throws {
    // A folder can be opened and waited for, but not read.
    let folder = try FileHandle(forReadingFrom: URL(filePath: "/"))
    let reader = LineReader(folder)
    let error = #expect(throws: PipeError.self) { try reader.next(within: 10) }
    #expect(error?.errno == EISDIR && error?.description.hasPrefix("reading failed: ") == true)
    #expect(!reader.hasEnded)
    #expect(throws: PipeError.self) { try reader.isAtEnd(within: 1) }
  }
}
