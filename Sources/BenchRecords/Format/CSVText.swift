/// Writing of comma-separated lines as RFC 4180 asks for, ended by a single line feed.
package enum CSVText {
  /// One complete line of cells, line feed included.
  package static func line(_ cells: some Sequence<String>) -> String {
    cells.lazy.map(quoted).joined(separator: ",") + "\n"
  }

  /// The cell between quotes if any of its bytes needs them.
  ///
  /// Everything but printable ASCII is quoted, which RFC 4180 allows: some readers take a Unicode
  /// line separator for the end of a row, and some strip blanks around unquoted cells.
  package static func quoted(_ cell: String) -> String {
    let isPlain = cell.utf8.allSatisfy { byte in
      (0x20...0x7E).contains(byte) && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: ",")
    }
    if isPlain, cell.first != " ", cell.last != " " { return cell }
    var bytes: [UInt8] = [UInt8(ascii: "\"")]
    for byte in cell.utf8 {
      if byte == UInt8(ascii: "\"") { bytes.append(byte) }
      bytes.append(byte)
    }
    bytes.append(UInt8(ascii: "\""))
    return String(decoding: bytes, as: UTF8.self)
  }
}
