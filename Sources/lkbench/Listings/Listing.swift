import Foundation

/// A table for `lkbench list`: column names and rows of text.
struct Listing: Equatable {
  let columns: [String]
  var rows: [[String]]

  /// Aligned columns under their names; the last column is not padded.
  var text: String {
    let lines = [columns] + rows
    let widths = columns.indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
    return lines.map { line in
      line.enumerated().map { column, cell in
        column == line.count - 1
          ? cell : cell + String(repeating: " ", count: widths[column] - cell.count)
      }.joined(separator: "  ")
    }.joined(separator: "\n")
  }

  /// A list of objects with the column names as keys.
  func json() throws -> String {
    let objects = rows.map { Dictionary(uniqueKeysWithValues: zip(columns, $0)) }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(objects), as: UTF8.self)
  }
}
