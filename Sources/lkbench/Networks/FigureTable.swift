import ArgumentParser
import BenchRecords
import BenchReports
import Foundation

/// A table that a command prints: for people with units and rounding, for programs with exact values.
struct FigureTable {
  struct Column {
    /// Column of CSV and key of JSON.
    let key: String
    /// Heading for people; `nil` leaves the column out for them.
    let title: String?
    let alignment: TextTable.Alignment
    /// Text of a cell that is not empty.
    let text: @Sendable (Cell) -> String

    init(
      _ key: String, _ title: String?, _ alignment: TextTable.Alignment = .right,
      text: @escaping @Sendable (Cell) -> String = \.plainText
    ) {
      self.key = key
      self.title = title
      self.alignment = alignment
      self.text = text
    }
  }

  enum Format: String, CaseIterable, ExpressibleByArgument {
    case table, csv, json, markdown
  }

  let columns: [Column]
  /// Lines that say what the numbers are, for people.
  var heading: [String] = []
  private(set) var rows: [[Cell]] = []
  /// Colour of a whole row, by its index.
  private var tones: [Int: TextTable.Tone] = [:]

  init(columns: [Column], heading: [String] = []) {
    self.columns = columns
    self.heading = heading
  }

  /// Adds a row; it must have one cell per column.
  mutating func append(_ row: [Cell], tone: TextTable.Tone = .normal) {
    precondition(row.count == columns.count, "a row needs one cell per column")
    if tone != .normal { tones[rows.count] = tone }
    rows.append(row)
  }

  /// The whole table, ended by a line feed.
  func text(_ format: Format, isColored: Bool = false) throws -> String {
    switch format {
    case .table:
      heading.map { $0 + "\n" }.joined() + (heading.isEmpty ? "" : "\n")
        + readable.plain(isColored: isColored)
    case .markdown:
      heading.map { "- \($0)\n" }.joined() + (heading.isEmpty ? "" : "\n") + readable.markdown()
    case .csv:
      CSVText.line(columns.map(\.key))
        + rows.map { CSVText.line($0.map(\.plainText)) }.joined()
    case .json:
      try "[\n" + rows.map(object).joined(separator: ",\n") + "\n]\n"
    }
  }

  /// The columns that people see; those without any value are left out.
  private var readable: TextTable {
    let shown = columns.indices.filter { index in
      columns[index].title != nil && rows.contains { $0[index] != .empty }
    }
    var table = TextTable(
      columns: shown.map { .init(columns[$0].title ?? "", columns[$0].alignment) })
    for (index, row) in rows.enumerated() {
      table.append(
        shown.map { column in
          let cell = row[column]
          return .init(
            cell == .empty ? "" : columns[column].text(cell), tone: tones[index] ?? .normal)
        })
    }
    return table
  }

  private func object(_ row: [Cell]) throws -> String {
    let members = try zip(columns, row).map { column, cell in
      "\(try Self.string(column.key)):\(try Self.value(cell))"
    }
    return "{\(members.joined(separator: ","))}"
  }

  private static func value(_ cell: Cell) throws -> String {
    switch cell {
    case .empty: "null"
    case .text(let text): try string(text)
    case .integer, .real, .boolean: cell.plainText
    }
  }

  private static func string(_ text: String) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .withoutEscapingSlashes
    return String(decoding: try encoder.encode(text), as: UTF8.self)
  }
}

/// Texts of cells for people.
extension FigureTable.Column {
  /// An integer in groups of three digits.
  @Sendable static func grouped(_ cell: Cell) -> String {
    guard case .integer(let value) = cell else { return cell.plainText }
    let digits = Array(String(value.magnitude))
    let grouped = digits.enumerated().map { index, digit in
      (digits.count - index) % 3 == 0 && index > 0 ? " \(digit)" : String(digit)
    }
    return (value < 0 ? "-" : "") + grouped.joined()
  }

  /// A number of bytes in MiB.
  @Sendable static func mebibytes(_ cell: Cell) -> String {
    guard case .integer(let value) = cell else { return cell.plainText }
    return NumberText.significant(Double(value) / 1_048_576)
  }

  /// A fraction in percent.
  @Sendable static func percent(_ cell: Cell) -> String {
    guard case .real(let value) = cell else { return cell.plainText }
    return NumberText.percent(value)
  }

  /// A difference in percent with its sign.
  @Sendable static func deviation(_ cell: Cell) -> String {
    guard case .real(let value) = cell else { return cell.plainText }
    return value == 0 ? "0" : String(format: "%+.2f %%", value * 100)
  }
}
