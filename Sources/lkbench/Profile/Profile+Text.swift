import BenchReports

extension Profile {
  /// The whole profile for a terminal.
  func plain(isColored: Bool = false) -> String {
    let tables = sections.map { section in
      let note = section.note.map { "(\($0))\n" } ?? ""
      return "\(section.title)\n\(note)" + section.table.plain(isColored: isColored)
    }
    let texts = findings.map { finding in
      "\(finding.title)\n" + finding.lines.map { "  \($0)\n" }.joined()
    }
    return ([heading.map { $0 + "\n" }.joined()] + tables + texts).joined(separator: "\n")
  }

  /// The whole profile in GitHub's Markdown.
  func markdown() -> String {
    let tables = sections.map { section in
      let note = section.note.map { "\($0)\n\n" } ?? ""
      return "### \(section.title)\n\n\(note)" + section.table.markdown()
    }
    let texts = findings.map { finding in
      "### \(finding.title)\n\n" + finding.lines.map { "- \($0)\n" }.joined()
    }
    let head = "## \(problem)\n\n" + heading.dropFirst().map { "- \($0)\n" }.joined()
    return ([head] + tables + texts).joined(separator: "\n")
  }

  private var heading: [String] {
    let rates = ceilings.filter { $0.unit != CeilingUnit.copyBandwidth.rawValue }
      .map { "\($0.name) \(NumberText.significant($0.value)) \($0.word)" }
    let line =
      rates.isEmpty
      ? "ceilings: not measured" : "ceilings of one thread: \(rates.joined(separator: ", "))"
    return [problem, "machine: \(machine); layout \(layout)", line]
  }

  /// What to say in words: the comparison, each algorithm, and what is missing.
  private var findings: [(title: String, lines: [String])] {
    let each = algorithms.filter { !$0.reading.isEmpty }.map {
      (title: $0.name(amongForms: formCount), lines: $0.reading)
    }
    let absent = algorithms.filter { $0.time == nil }.map {
      "\($0.name(amongForms: formCount)): \($0.status)" + ($0.reason.map { ", \($0)" } ?? "")
    }
    let parts = [(title: "Which, and by how much", lines: reading)] + each
    return (parts + [("Not measured", absent), ("Notes", notes)]).filter { !$0.lines.isEmpty }
  }
}

extension Profile.CeilingFigure {
  /// The unit as it is written behind a figure.
  fileprivate var word: String { CeilingUnit(rawValue: unit)?.word ?? unit }
}
