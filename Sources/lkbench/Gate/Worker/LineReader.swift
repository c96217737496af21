import Foundation

/// Reads lines from a pipe, waiting no longer than asked.
final class LineReader {
  private let handle: FileHandle
  private var buffer: [UInt8] = []
  private(set) var hasEnded = false

  init(_ handle: FileHandle) { self.handle = handle }

  /// The next line without its end; `nil` where the pipe ends or the time is over.
  func next(within seconds: Double) -> String? {
    let deadline = ContinuousClock.now + .seconds(seconds)
    while true {
      if let end = buffer.firstIndex(of: UInt8(ascii: "\n")) {
        defer { buffer.removeFirst(end + 1) }
        return String(decoding: buffer[..<end], as: UTF8.self)
      }
      guard !hasEnded, fill(until: deadline) else { return nil }
    }
  }

  /// Whether the pipe ends before the time is over; what still comes is dropped.
  func isAtEnd(within seconds: Double) -> Bool {
    let deadline = ContinuousClock.now + .seconds(seconds)
    while !hasEnded, fill(until: deadline) { buffer = [] }
    return hasEnded
  }

  func close() { try? handle.close() }

  /// Waits for bytes; false where none came in time.
  private func fill(until deadline: ContinuousClock.Instant) -> Bool {
    while true {
      let left = ContinuousClock.now.duration(to: deadline)
      let milliseconds = max(
        0, left.components.seconds * 1000 + left.components.attoseconds / 1_000_000_000_000_000)
      var request = pollfd(fd: handle.fileDescriptor, events: Int16(POLLIN), revents: 0)
      let ready = poll(&request, 1, Int32(min(milliseconds, 1000)))
      if ready > 0 { break }
      if ready < 0, errno != EINTR { return false }
      if milliseconds == 0 { return false }
    }
    var chunk = [UInt8](repeating: 0, count: 4096)
    let count = read(handle.fileDescriptor, &chunk, chunk.count)
    if count > 0 { buffer += chunk[..<count] } else { hasEnded = true }
    return true
  }
}
