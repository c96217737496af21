import SwiftCSV

/// One row of a comma-separated file, with where it stands.
package struct CSVRow {
  /// Line of the file on which the row starts, from 1.
  package let line: Int
  package let cells: [String]
  /// The row as stored, line end included.
  let bytes: ArraySlice<UInt8>
}

/// The complete rows of a comma-separated file, header included.
///
/// A run may be killed while a row is being written, so that bytes after the last complete row are
/// expected: they are left out and `isTruncated` says so.
package struct CSVFile {
  package let rows: [CSVRow]
  /// True if bytes follow the last complete row.
  package let isTruncated: Bool

  /// Splits `bytes`; `path` only serves to name the file in errors.
  package init(_ bytes: [UInt8], path: String) throws(RecordError) {
    var scanner = CSVScanner(bytes, path: path)
    var rows: [CSVRow] = []
    while let extent = try scanner.next() {
      let cells = try Self.cells(bytes[extent.contents], line: extent.line, path: path)
      rows.append(CSVRow(line: extent.line, cells: cells, bytes: bytes[extent.row]))
    }
    self.rows = rows
    isTruncated = scanner.position < bytes.count
  }

  private static func cells(
    _ contents: ArraySlice<UInt8>, line: Int, path: String
  ) throws(RecordError) -> [String] {
    guard contents.contains(UInt8(ascii: "\"")) else {
      return contents.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
        .map { String(decoding: $0, as: UTF8.self) }
    }
    do {
      let parsed = try EnumeratedCSV(
        string: sheltered(contents), delimiter: .comma, loadColumns: false)
      return parsed.header.map(unsheltered)
    } catch {
      throw .damaged(path: path, line: line, what: "the quotes do not match")
    }
  }

  /// First scalar of a private range of Unicode that stands for bytes outside ASCII.
  private static let shelter: UInt32 = 0xE000

  /// The line with each byte outside ASCII replaced by a private character.
  ///
  /// SwiftCSV compares whole characters: a combining mark right after a quote or a comma would hide
  /// it, and a Unicode line separator would end the row.
  private static func sheltered(_ contents: ArraySlice<UInt8>) -> String {
    var scalars = String.UnicodeScalarView()
    for byte in contents {
      let value = UInt32(byte) + (byte < 0x80 ? 0 : shelter)
      if let scalar = Unicode.Scalar(value) { scalars.append(scalar) }
    }
    scalars.append("\n")
    return String(scalars)
  }

  private static func unsheltered(_ cell: String) -> String {
    let bytes = cell.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
    return String(decoding: bytes, as: UTF8.self)
  }
}
