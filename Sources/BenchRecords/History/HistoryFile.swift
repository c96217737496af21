import Glibc

/// A history on disk that several processes may append to.
package enum HistoryFile {
  /// How many of the entries given are new, and how many the file had.
  package struct Outcome: Hashable, Sendable {
    package let added: Int
    package let known: Int
  }

  /// Adds the entries that the file does not have, in one write that is flushed; makes the file if needed.
  ///
  /// The file is locked meanwhile, and another writer waits. An incomplete last line, left by a writer that
  /// was killed, is dropped first; after a failed write the file is as before.
  ///
  /// - Throws: `RecordError.fileOperation`, `writeFailed`, and what reading a history throws.
  package static func append(
    _ entries: [HistoryEntry], to path: String
  ) throws(RecordError) -> Outcome {
    let lock = try FileLock(path)
    defer { withExtendedLifetime(lock) {} }
    let stored = try HistoryTable(file: path)
    var seen = Set(stored.entries.map(\.identity))
    let fresh = entries.filter { seen.insert($0.identity).inserted }
    let file = try AppendOnlyFile(path)
    if file.length > stored.completeBytes {
      try file.truncate(to: stored.completeBytes, safeRows: stored.entries.count)
    }
    let header = stored.completeBytes == 0 ? HistoryEntry.header : ""
    let text = header + fresh.map(\.line).joined()
    if !text.isEmpty { try file.append(text, safeRows: stored.entries.count) }
    return Outcome(added: fresh.count, known: entries.count - fresh.count)
  }
}

/// An advisory lock on a file, which is made if it is missing; waits for other holders.
private final class FileLock {
  private let descriptor: CInt

  init(_ path: String) throws(RecordError) {
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else {
      throw .fileOperation(action: "open", path: path, reason: FileSystem.lastErrorText)
    }
    // File systems without locks must not stop anybody.
    while flock(descriptor, LOCK_EX) != 0, errno == EINTR {}
  }

  deinit { close(descriptor) }
}
