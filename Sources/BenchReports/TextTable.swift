/// A table for people, aligned for a terminal or as Markdown.
package struct TextTable: Sendable {
  /// The side on which entries of a column line up.
  package enum Alignment: Sendable {
    case left
    case right
  }

  /// What a cell's colour says; nothing depends on colour alone.
  package enum Tone: Sendable {
    case normal
    case heading
    case good
    case bad
    case faint

    /// The SGR parameter of ECMA-48.
    var code: Int? {
      switch self {
      case .normal: nil
      case .heading: 1
      case .good: 32
      case .bad: 31
      case .faint: 2
      }
    }
  }

  /// A column's title and place.
  package struct Column: Sendable {
    package let title: String
    package let alignment: Alignment
    /// Width in characters that a table printed row by row keeps for the column.
    package let width: Int

    package init(_ title: String, _ alignment: Alignment, width: Int = 0) {
      self.title = title
      self.alignment = alignment
      self.width = max(width, title.count)
    }
  }

  /// The content of one cell.
  package struct Entry: Sendable, ExpressibleByStringLiteral {
    package let text: String
    package let tone: Tone

    package init(_ text: String, tone: Tone = .normal) {
      self.text = text
      self.tone = tone
    }

    package init(stringLiteral value: String) { self.init(value) }
  }

  package let columns: [Column]
  package private(set) var rows: [[Entry]] = []

  package init(columns: [Column]) { self.columns = columns }

  /// Adds a row; it must have one entry per column.
  package mutating func append(_ row: [Entry]) {
    precondition(row.count == columns.count, "a row needs one entry per column")
    rows.append(row)
  }

  /// Lines with columns as wide as their widest entry, two blanks apart.
  package func plain(isColored: Bool = false) -> String {
    let widths = columns.indices.map { column in
      rows.reduce(columns[column].title.count) { max($0, $1[column].text.count) }
    }
    let lines = [heading] + rows
    return lines.map { line($0, widths: widths, isColored: isColored) }.joined()
  }

  /// One line of a table that is printed row by row, columns as wide as declared.
  package func streamed(_ row: [Entry], isColored: Bool = false) -> String {
    line(row, widths: columns.map(\.width), isColored: isColored)
  }

  /// The titles as a row.
  package var heading: [Entry] { columns.map { Entry($0.title, tone: .heading) } }

  /// A table in GitHub's Markdown.
  package func markdown() -> String {
    let rules = columns.map { $0.alignment == .left ? ":--" : "--:" }
    let lines = [columns.map(\.title), rules] + rows.map { $0.map(\.text) }
    return lines.map { "| \($0.map(Self.escaped).joined(separator: " | ")) |\n" }.joined()
  }

  private static func escaped(_ text: String) -> String {
    text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .joined(separator: " ")
      .replacing("|", with: "\\|")
  }

  private func line(_ row: [Entry], widths: [Int], isColored: Bool) -> String {
    var line = ""
    var pending = ""
    for (column, entry) in row.enumerated() {
      let blanks = String(repeating: " ", count: max(0, widths[column] - entry.text.count))
      let text = isColored ? Self.colored(entry) : entry.text
      if columns[column].alignment == .right { pending += blanks }
      // Blanks wait for the next entry, so that no line ends in one.
      if !entry.text.isEmpty {
        line += pending + text
        pending = ""
      }
      if columns[column].alignment == .left { pending += blanks }
      pending += "  "
    }
    return line + "\n"
  }

  private static func colored(_ entry: Entry) -> String {
    guard let code = entry.tone.code, !entry.text.isEmpty else { return entry.text }
    return "\u{1B}[\(code)m\(entry.text)\u{1B}[0m"
  }
}
