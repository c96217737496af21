/// Finds where the rows of a comma-separated file start and end, by bytes.
///
/// States: at the start of a cell, in a plain cell, between quotes, after a quote that may have
/// closed the cell. A row ends at a line feed outside quotes.
struct CSVScanner {
  /// Where a row stands in the file.
  struct Extent {
    /// Line on which the row starts, from 1.
    let line: Int
    /// The row without its line end.
    let contents: Range<Int>
    /// The row with its line end.
    let row: Range<Int>
  }

  private enum State {
    case cellStart
    case plain
    case quoted
    case afterQuote
  }

  private let bytes: [UInt8]
  private let path: String
  private var line = 1
  /// Start of the first row that was not returned.
  private(set) var position: Int

  init(_ bytes: [UInt8], path: String) {
    self.bytes = bytes
    self.path = path
    let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
    position = bytes.starts(with: byteOrderMark) ? byteOrderMark.count : 0
  }

  /// The next complete row, or `nil` where none is left.
  ///
  /// Throws `damaged` where quotes do not match.
  mutating func next() throws(RecordError) -> Extent? {
    var state = State.cellStart
    var currentLine = line
    var quoteLine = line
    for index in position..<bytes.count {
      let byte = bytes[index]
      switch (state, byte) {
      case (.quoted, UInt8(ascii: "\"")):
        state = .afterQuote
      case (.quoted, UInt8(ascii: "\n")):
        currentLine += 1
        // A cell may hold line feeds, but what follows this one is a row of ours: the quote before
        // it was never closed, and taking all that follows for one long cell would lose rows.
        if startsRow(at: index + 1) { throw unmatched(quoteLine) }
      case (.quoted, _):
        break
      case (.cellStart, UInt8(ascii: "\"")):
        state = .quoted
        quoteLine = currentLine
      case (.afterQuote, UInt8(ascii: "\"")):
        state = .quoted
      case (.plain, UInt8(ascii: "\"")):
        throw unmatched(currentLine)
      case (_, UInt8(ascii: ",")):
        state = .cellStart
      case (_, UInt8(ascii: "\n")):
        return finish(lineFeed: index, nextLine: currentLine + 1)
      case (.afterQuote, UInt8(ascii: "\r")):
        break
      case (.afterQuote, _):
        throw unmatched(quoteLine)
      default:
        state = .plain
      }
    }
    return nil
  }

  private mutating func finish(lineFeed: Int, nextLine: Int) -> Extent {
    let hasReturn = lineFeed > position && bytes[lineFeed - 1] == UInt8(ascii: "\r")
    let extent = Extent(
      line: line, contents: position..<(hasReturn ? lineFeed - 1 : lineFeed),
      row: position..<(lineFeed + 1))
    position = lineFeed + 1
    line = nextLine
    return extent
  }

  /// Whether a line starts like the row before it: same bytes up to the second comma.
  private func startsRow(at start: Int) -> Bool {
    var commas = 0
    for offset in 0..<(bytes.count - position) {
      guard start + offset < bytes.count, bytes[start + offset] == bytes[position + offset] else {
        return false
      }
      if bytes[start + offset] == UInt8(ascii: ",") { commas += 1 }
      if commas == 2 { return true }
    }
    return false
  }

  private func unmatched(_ line: Int) -> RecordError {
    .damaged(path: path, line: line, what: "the quotes do not match")
  }
}
