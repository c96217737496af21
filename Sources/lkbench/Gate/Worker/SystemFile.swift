import Glibc

/// A short text file of the kernel, opened once and read in place, so that a reading is one system call.
final class SystemFile {
  private let descriptor: CInt

  /// Opens the file; where that fails, there is no evidence.
  init(_ path: String) { descriptor = open(path, O_RDONLY | O_CLOEXEC) }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// Its first 256 bytes now; `nil` where the system does not tell.
  func text() -> String? {
    guard descriptor >= 0 else { return nil }
    return withUnsafeTemporaryAllocation(byteCount: 256, alignment: 1) { buffer in
      let count = pread(descriptor, buffer.baseAddress, buffer.count, 0)
      return count > 0 ? String(decoding: buffer[..<count], as: UTF8.self) : nil
    }
  }
}
