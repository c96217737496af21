import Glibc

/// Time in which some task waited for a CPU, from the kernel's pressure stall information.
///
/// Opened once and read in place, so that a reading is one system call.
final class PressureSource {
  private let descriptor: CInt

  /// Opens the file; where that fails, there is no evidence.
  init(path: String = "/proc/pressure/cpu") { descriptor = open(path, O_RDONLY | O_CLOEXEC) }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// The running total in nanoseconds; `nil` where the system does not tell.
  func nanoseconds() -> Double? {
    guard descriptor >= 0 else { return nil }
    return withUnsafeTemporaryAllocation(byteCount: 256, alignment: 1) { buffer in
      let count = pread(descriptor, buffer.baseAddress, buffer.count, 0)
      guard count > 0 else { return nil }
      return Self.total(in: String(decoding: buffer[..<count], as: UTF8.self))
    }
  }

  /// The total of the line `some avg10=0.00 avg60=0.00 avg300=0.00 total=1234`, whose unit is the
  /// microsecond.
  static func total(in text: String) -> Double? {
    let line = text.split(separator: "\n").first { $0.hasPrefix("some ") }
    let key = "total="
    guard let word = line?.split(separator: " ").last, word.hasPrefix(key) else { return nil }
    return Double(word.dropFirst(key.count)).map { $0 * 1_000 }
  }
}
