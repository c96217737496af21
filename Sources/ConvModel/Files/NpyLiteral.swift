/// The Python literals that occur in a `.npy` header.
enum NpyLiteral: Hashable {
  case string(String)
  case boolean(Bool)
  case tuple([Int])
  /// A structured element type; its content is not read.
  case list
}

/// Reads the Python literals of a `.npy` header, skipping white space between them.
///
/// Never reads past its slice: every access goes through `peek`.
struct NpyLiteralReader {
  private let bytes: ArraySlice<UInt8>
  private var position: Int

  init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    position = bytes.startIndex
  }

  var isAtEnd: Bool {
    mutating get {
      skipSpace()
      return position == bytes.endIndex
    }
  }

  /// Consumes `character` if it comes next.
  mutating func take(_ character: Unicode.Scalar) -> Bool {
    skipSpace()
    guard let byte = peek, UInt32(byte) == character.value else { return false }
    position += 1
    return true
  }

  mutating func literal() -> NpyLiteral? {
    skipSpace()
    switch peek {
    case UInt8(ascii: "'"), UInt8(ascii: "\""): return string().map(NpyLiteral.string)
    case UInt8(ascii: "("): return tuple().map(NpyLiteral.tuple)
    case UInt8(ascii: "["): return skipList() ? .list : nil
    default:
      if takeWord("True") { return .boolean(true) }
      return takeWord("False") ? .boolean(false) : nil
    }
  }

  /// A quoted string of printable ASCII without escapes: all that NumPy writes here.
  mutating func string() -> String? {
    skipSpace()
    guard let quote = peek, quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else {
      return nil
    }
    position += 1
    var text = ""
    while let byte = peek, byte != quote {
      guard (0x20..<0x7F).contains(byte), byte != UInt8(ascii: "\\") else { return nil }
      text.unicodeScalars.append(Unicode.Scalar(byte))
      position += 1
    }
    guard peek == quote else { return nil }
    position += 1
    return text
  }

  /// `(3,)`, `(3, 4)` or `()`, of non-negative integers.
  private mutating func tuple() -> [Int]? {
    guard take("(") else { return nil }
    var extents: [Int] = []
    while !take(")") {
      guard let extent = integer() else { return nil }
      extents.append(extent)
      if !take(",") {
        // Python reads (3) as a number, not as a tuple.
        return extents.count > 1 && take(")") ? extents : nil
      }
    }
    return extents
  }

  private mutating func integer() -> Int? {
    skipSpace()
    var value: Int?
    while let byte = peek, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
      let (scaled, overflow) = (value ?? 0).multipliedReportingOverflow(by: 10)
      let (sum, carry) = scaled.addingReportingOverflow(Int(byte - UInt8(ascii: "0")))
      if overflow || carry { return nil }
      value = sum
      position += 1
    }
    return value
  }

  private mutating func skipList() -> Bool {
    var depth = 0
    while let byte = peek {
      position += 1
      if byte == UInt8(ascii: "[") { depth += 1 }
      if byte == UInt8(ascii: "]") { depth -= 1 }
      if depth == 0 { return true }
    }
    return false
  }

  private mutating func takeWord(_ word: StaticString) -> Bool {
    let count = word.utf8CodeUnitCount
    guard bytes.endIndex - position >= count else { return false }
    let isMatch = word.withUTF8Buffer { bytes[position..<position + count].elementsEqual($0) }
    if isMatch { position += count }
    return isMatch
  }

  private var peek: UInt8? { position < bytes.endIndex ? bytes[position] : nil }

  private mutating func skipSpace() {
    while let byte = peek, byte == 0x20 || (0x09...0x0D).contains(byte) { position += 1 }
  }
}
