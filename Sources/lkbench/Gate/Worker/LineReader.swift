import Foundation

/// Reads lines from a pipe, waiting no longer than asked.
final class LineReader {
  /// As `read(2)`: the number of bytes, 0 at the end, -1 with `errno` set.
  typealias Read = (_ descriptor: CInt, _ bytes: UnsafeMutableRawPointer?, _ count: Int) -> Int

  private let handle: FileHandle
  private let readBytes: Read
  private var buffer: [UInt8] = []
  private(set) var hasEnded = false

  init(_ handle: FileHandle, read: @escaping Read = { Foundation.read($0, $1, $2) }) {
    self.handle = handle
    readBytes = read
  }

  /// The next line without its end; `nil` where the pipe ends or the time is over.
  ///
  /// - Throws: `PipeError` where the system cannot read.
  func next(within seconds: Double) throws(PipeError) -> String? {
    let deadline = ContinuousClock.now + .seconds(seconds)
    while true {
      if let end = buffer.firstIndex(of: UInt8(ascii: "\n")) {
        defer { buffer.removeFirst(end + 1) }
        return String(decoding: buffer[..<end], as: UTF8.self)
      }
      guard !hasEnded, try fill(until: deadline) else { return nil }
    }
  }

  /// Whether the pipe ends before the time is over; what still comes is dropped.
  ///
  /// - Throws: `PipeError` where the system cannot read.
  func isAtEnd(within seconds: Double) throws(PipeError) -> Bool {
    let deadline = ContinuousClock.now + .seconds(seconds)
    while !hasEnded, try fill(until: deadline) { buffer = [] }
    return hasEnded
  }

  /// To be called once, when nothing more is wanted.
  func close() {
    // Nothing was written through this descriptor that a failed close could lose.
    try? handle.close()
  }

  /// Waits for bytes; false where none came in time.
  private func fill(until deadline: ContinuousClock.Instant) throws(PipeError) -> Bool {
    while true {
      let left = ContinuousClock.now.duration(to: deadline)
      let milliseconds = max(
        0, left.components.seconds * 1000 + left.components.attoseconds / 1_000_000_000_000_000)
      var request = pollfd(fd: handle.fileDescriptor, events: Int16(POLLIN), revents: 0)
      let ready = poll(&request, 1, Int32(min(milliseconds, 1000)))
      if ready > 0 { break }
      if ready < 0, errno != EINTR { throw PipeError(action: "waiting", errno: errno) }
      if milliseconds == 0 { return false }
    }
    var chunk = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = readBytes(handle.fileDescriptor, &chunk, chunk.count)
      if count > 0 {
        buffer += chunk[..<count]
      } else if count == 0 {
        hasEnded = true
      } else if errno == EINTR {
        continue
      } else {
        throw PipeError(action: "reading", errno: errno)
      }
      return true
    }
  }
}

/// Why nothing can be read from a pipe.
struct PipeError: Error, Hashable, CustomStringConvertible {
  let action: String
  let errno: CInt

  var description: String { "\(action) failed: \(String(cString: strerror(errno)))" }
}
