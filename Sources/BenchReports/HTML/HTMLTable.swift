/// A table of a report, whose rows a reader can sort by the buttons in its header.
struct HTMLTable: Sendable {
  /// A column's title, side, and what its title stands for.
  struct Column: Sendable {
    let title: String
    var alignment = TextTable.Alignment.left
    /// Shown when the pointer rests on the title.
    var hint: String?
  }

  /// A cell: what is shown, and the number by which it is sorted if it is not sorted as text.
  struct Cell: Sendable {
    let text: String
    var order: Double?
    var tone = TextTable.Tone.normal
  }

  let caption: String
  let columns: [Column]
  var rows: [[Cell]] = []
  /// Whether the first column names its row.
  var hasRowHeaders = true
  var isSortable = true

  /// The table in a box of its own that scrolls sideways, so that the page never does.
  var html: HTML {
    let table = HTML.element(
      "table", ["class": isSortable ? "sortable" : nil],
      [
        .element("caption", text: caption),
        .element("thead", [:], [.element("tr", [:], columns.map(heading))]),
        .element("tbody", [:], rows.map(row)),
      ])
    // Focusable, so that the keyboard can scroll it too.
    return .element(
      "div", ["class": "scroll", "tabindex": "0", "role": "region", "aria-label": caption],
      [table])
  }

  private func heading(_ column: Column) -> HTML {
    let label = HTML.text(column.title)
    return .element(
      "th",
      [
        "scope": "col", "class": Self.style(column.alignment), "title": column.hint,
        "aria-sort": isSortable ? "none" : nil,
      ],
      [isSortable ? .element("button", ["type": "button"], [label]) : label])
  }

  private func row(_ cells: [Cell]) -> HTML {
    .element(
      "tr", [:],
      zip(columns, cells).enumerated().map { position, pair in
        cell(pair.1, of: pair.0, isHeader: hasRowHeaders && position == 0)
      })
  }

  private func cell(_ cell: Cell, of column: Column, isHeader: Bool) -> HTML {
    .element(
      isHeader ? "th" : "td",
      [
        "scope": isHeader ? "row" : nil,
        "class": Self.style(column.alignment, cell.tone),
        "data-order": cell.order.map { "\($0)" },
      ],
      [.text(cell.text)])
  }

  private static func style(
    _ alignment: TextTable.Alignment, _ tone: TextTable.Tone = .normal
  ) -> String? {
    let tones: String? =
      switch tone {
      case .good: "good"
      case .bad: "bad"
      case .faint: "faint"
      case .normal, .heading: nil
      }
    let classes = [alignment == .right ? "number" : nil, tones].compactMap(\.self)
    return classes.isEmpty ? nil : classes.joined(separator: " ")
  }
}
