/// Where the description of the machine is read from: the real `/proc` and `/sys`, or texts.
package struct SystemFiles: Sendable {
  /// The text of the file at an absolute path, or `nil` if it cannot be read.
  package let text: @Sendable (_ path: String) -> String?

  package init(text: @escaping @Sendable (_ path: String) -> String?) { self.text = text }

  /// The files of this machine.
  package static let live = SystemFiles { path in
    // Which files a system has differs; what is not there stays empty in every record.
    (try? FileSystem.read(path)).map { String(decoding: $0, as: UTF8.self) }
  }

  /// The text without the blanks around it; `nil` if nothing is left.
  func trimmed(_ path: String) -> String? {
    guard let text = text(path) else { return nil }
    let words = text.split(whereSeparator: \.isWhitespace)
    return words.isEmpty ? nil : words.joined(separator: " ")
  }

  func integer(_ path: String) -> Int? { trimmed(path).flatMap { Int($0) } }
}

/// Reading of the small formats in which Linux describes itself.
enum SystemText {
  /// Pairs such as `MemTotal:   1024 kB` or `NAME="Debian"`, the first of each key.
  static func pairs(_ text: String, separator: Character) -> [String: String] {
    var pairs: [String: String] = [:]
    for line in text.split(separator: "\n") {
      let halves = line.split(separator: separator, maxSplits: 1)
      guard halves.count == 2 else { continue }
      let key = halves[0].split(whereSeparator: \.isWhitespace).joined(separator: " ")
      let value = halves[1].split(whereSeparator: \.isWhitespace).joined(separator: " ")
      if pairs[key] == nil { pairs[key] = value }
    }
    return pairs
  }

  /// Number of processors in a list such as `0-3,8,10-11`.
  static func processorCount(_ list: String) -> Int? {
    var count = 0
    for range in list.split(separator: ",") {
      let ends = range.split(separator: "-").map { Int($0) }
      switch ends.count {
      case 1 where ends[0] != nil: count += 1
      case 2:
        guard let low = ends[0], let high = ends[1], low <= high else { return nil }
        count += high - low + 1
      default: return nil
      }
    }
    return count == 0 ? nil : count
  }

  /// Bytes of a size such as `32K`, `8192K`, `16M` or `24684092 kB`.
  static func byteCount(_ size: String) -> Int? {
    let digits = size.prefix(while: \.isNumber)
    let unit = size.dropFirst(digits.count).drop(while: \.isWhitespace).lowercased()
    let shifts = ["": 0, "k": 10, "kb": 10, "m": 20, "mb": 20, "g": 30, "gb": 30]
    guard let value = Int(digits), let shift = shifts[unit] else { return nil }
    return value << shift
  }

  /// The word in brackets of a choice such as `always [madvise] never`.
  static func chosenWord(_ choice: String) -> String? {
    guard let open = choice.firstIndex(of: "["), let close = choice.firstIndex(of: "]"),
      open < close
    else { return nil }
    return String(choice[choice.index(after: open)..<close])
  }
}
