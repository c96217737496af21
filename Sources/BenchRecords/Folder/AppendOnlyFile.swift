import Glibc

/// A file that grows by whole blocks of lines: after a failed write it is as long as before.
final class AppendOnlyFile {
  let path: String
  private let descriptor: CInt
  /// Bytes that are known to be complete and flushed.
  private(set) var length: Int
  /// True while bytes of a failed write may still follow the complete ones.
  private var hasDebris = false

  /// Opens an existing file; its present bytes count as complete.
  init(_ path: String) throws(RecordError) {
    descriptor = open(path, O_WRONLY | O_APPEND | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw .fileOperation(action: "open", path: path, reason: FileSystem.lastErrorText)
    }
    self.path = path
    length = Int(lseek(descriptor, 0, SEEK_END))
  }

  deinit { close(descriptor) }

  /// Appends and flushes complete lines; `safeRows` is only for the error.
  ///
  /// The lines go into one `write`. Throws `writeFailed` after taking back what was written.
  func append(_ lines: String, safeRows: Int) throws(RecordError) {
    if hasDebris { try truncate(to: length, safeRows: safeRows) }
    let bytes = Array(lines.utf8)
    guard FileSystem.writeAll(bytes, to: descriptor), fsync(descriptor) == 0 else {
      let reason = FileSystem.lastErrorText
      hasDebris = ftruncate(descriptor, length) != 0
      throw .writeFailed(path: path, reason: reason, safeRows: safeRows)
    }
    length += bytes.count
  }

  /// Takes back everything after the first `newLength` bytes.
  func truncate(to newLength: Int, safeRows: Int) throws(RecordError) {
    length = newLength
    hasDebris = ftruncate(descriptor, newLength) != 0
    guard !hasDebris else {
      let reason = FileSystem.lastErrorText
      throw .writeFailed(path: path, reason: reason, safeRows: safeRows)
    }
  }
}
