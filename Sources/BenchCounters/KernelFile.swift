import Glibc

/// What a small file of `/proc` or `/sys` says, or why it says nothing.
enum KernelFile: Hashable {
  /// Without the blanks around it.
  case text(String)
  /// This kernel has no such file, or keeps it from this container.
  case absent
  /// The file is there.
  case unreadable(code: Int32)

  static func read(_ path: String) -> KernelFile {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return failed(errno) }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = Glibc.read(descriptor, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { return failed(errno) }
      if count == 0 { break }
      bytes += chunk.prefix(count)
    }
    let words = String(decoding: bytes, as: UTF8.self)
    return .text(words.trimmingBlanks)
  }

  /// Names in a folder, sorted; empty where it is absent.
  static func names(in folder: String) -> Result<[String], Unreadable> {
    guard let stream = opendir(folder) else {
      return errno == ENOENT ? .success([]) : .failure(Unreadable(path: folder, code: errno))
    }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return .success(names.sorted())
  }

  /// A file or folder that is there and cannot be read.
  struct Unreadable: Error, Hashable {
    let path: String
    let code: Int32
  }

  var text: String? {
    if case .text(let text) = self { text } else { nil }
  }

  /// `nil` for what is no number, too.
  var number: Int? { text.flatMap { Int($0) } }

  /// In place of a value, for people.
  var problem: String {
    switch self {
    case .text(let text): "'\(text)' is no number"
    case .absent: "absent"
    case .unreadable(let code): "unreadable: \(String(cString: strerror(code)))"
    }
  }

  private static func failed(_ code: Int32) -> KernelFile {
    code == ENOENT ? .absent : .unreadable(code: code)
  }
}

extension String {
  fileprivate var trimmingBlanks: String {
    let start = drop(while: \.isWhitespace)
    let end = start.lastIndex { !$0.isWhitespace }
    return end.map { String(start[...$0]) } ?? ""
  }
}
