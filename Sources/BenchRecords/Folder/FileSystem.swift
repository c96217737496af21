import Glibc

/// The few file operations that need their error text, their permissions or their flushes exact.
package enum FileSystem {
  /// The text of the last error of a system call.
  static var lastErrorText: String { String(cString: strerror(errno)) }

  /// All bytes of a file; works for `/proc`, whose files report no length.
  ///
  /// - Throws: `RecordError.fileOperation`.
  package static func read(_ path: String) throws(RecordError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw .fileOperation(action: "read", path: path, reason: lastErrorText)
    }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Glibc.read(descriptor, &chunk, chunk.count)
      if count > 0 {
        bytes += chunk[..<count]
      } else if count == 0 {
        return bytes
      } else if errno != EINTR {
        throw .fileOperation(action: "read", path: path, reason: lastErrorText)
      }
    }
  }

  /// Whether there is a file or a folder.
  package static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// Creates a folder and those above it, as far as they are missing.
  package static func makeFolder(_ path: String) throws(RecordError) {
    var partial = path.hasPrefix("/") ? "/" : ""
    for component in path.split(separator: "/") {
      partial += partial.isEmpty || partial.hasSuffix("/") ? "\(component)" : "/\(component)"
      guard mkdir(partial, 0o777) != 0, errno != EEXIST, !exists(partial) else { continue }
      throw .fileOperation(action: "create", path: partial, reason: lastErrorText)
    }
  }

  /// The names in a folder, sorted, without `.` and `..`.
  ///
  /// - Throws: `RecordError.fileOperation`.
  package static func names(in path: String) throws(RecordError) -> [String] {
    guard let stream = opendir(path) else {
      throw .fileOperation(action: "open", path: path, reason: lastErrorText)
    }
    defer { closedir(stream) }
    var names: [String] = []
    while true {
      errno = 0
      guard let entry = readdir(stream) else { break }
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != ".", name != ".." { names.append(name) }
    }
    guard errno == 0 else {
      throw .fileOperation(action: "list", path: path, reason: lastErrorText)
    }
    return names.sorted()
  }

  /// Suffix of a file that is being written and has not got its name yet.
  static let partialSuffix = ".partial"

  /// Replaces a file in one step: after a crash it holds either the old bytes or the new ones.
  ///
  /// Throws `fileOperation`.
  package static func replace(_ path: String, with bytes: some Sequence<UInt8>) throws(RecordError)
  {
    let partial = path + partialSuffix
    let failure = writeNewFile(partial, bytes: Array(bytes))
    if failure == nil, rename(partial, path) == 0 {
      flushFolder(of: path)
      return
    }
    let reason = failure ?? lastErrorText
    unlink(partial)
    throw .fileOperation(action: "write", path: path, reason: reason)
  }

  /// Writes and flushes a file; the text of the error, or `nil` where there was none.
  private static func writeNewFile(_ path: String, bytes: [UInt8]) -> String? {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { return lastErrorText }
    defer { close(descriptor) }
    guard writeAll(bytes, to: descriptor), fsync(descriptor) == 0 else { return lastErrorText }
    return nil
  }

  /// Writes with one call where the system takes all bytes at once; false leaves `errno` set.
  static func writeAll(_ bytes: [UInt8], to descriptor: CInt) -> Bool {
    bytes.withUnsafeBytes { buffer in
      var rest = buffer[...]
      while let start = UnsafeRawBufferPointer(rebasing: rest).baseAddress, !rest.isEmpty {
        let count = write(descriptor, start, rest.count)
        if count >= 0 {
          rest = rest.dropFirst(count)
        } else if errno != EINTR {
          return false
        }
      }
      return true
    }
  }

  /// Makes a rename in the folder of `path` survive a power cut, where the file system can.
  private static func flushFolder(of path: String) {
    let parent = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    let descriptor = open(parent.isEmpty ? "/" : parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    // A folder that may be written and not read: the rename is done, and only a power cut could undo it.
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }
}
