import Glibc

/// Reads and writes whole `.npy` files.
package enum TensorFile {
  /// Reads the tensor at `path`; allocates it.
  package static func read(_ path: String) throws(TensorFileError) -> SuppliedTensor {
    try NpyFormat.decode(try readBytes(path), file: path)
  }

  /// Writes `values` in C order, replacing the file.
  package static func write(
    shape: [Int], values: [Float], to path: String
  ) throws(TensorFileError) {
    try writeBytes(NpyFormat.encode(shape: shape, values: values), to: path)
  }

  /// Writes a mask in C order, replacing the file.
  package static func write(
    shape: [Int], mask: [UInt8], to path: String
  ) throws(TensorFileError) {
    try writeBytes(NpyFormat.encode(shape: shape, bytes: mask), to: path)
  }

  private static let chunk = 1 << 20

  private static func readBytes(_ path: String) throws(TensorFileError) -> [UInt8] {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw .unreadable(file: path, reason: lastError()) }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0 else { throw .unreadable(file: path, reason: lastError()) }
    guard status.st_mode & S_IFMT != S_IFDIR else {
      throw .unreadable(file: path, reason: String(cString: strerror(EISDIR)))
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Int(status.st_size))
    var buffer = [UInt8](repeating: 0, count: chunk)
    while true {
      let count = Glibc.read(file, &buffer, chunk)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw .unreadable(file: path, reason: lastError()) }
      if count == 0 { return bytes }
      bytes += buffer[..<count]
    }
  }

  private static func writeBytes(_ bytes: [UInt8], to path: String) throws(TensorFileError) {
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard file >= 0 else { throw .unwritable(file: path, reason: lastError()) }
    var written = 0
    var failure: String?
    while written < bytes.count, failure == nil {
      let count = bytes.withUnsafeBytes { raw in
        Glibc.write(file, raw.baseAddress.map { $0 + written }, bytes.count - written)
      }
      if count >= 0 { written += count } else if errno != EINTR { failure = lastError() }
    }
    // A full disk may only show when the file is closed.
    if close(file) != 0, failure == nil { failure = lastError() }
    if let failure { throw .unwritable(file: path, reason: failure) }
  }

  private static func lastError() -> String { String(cString: strerror(errno)) }
}
