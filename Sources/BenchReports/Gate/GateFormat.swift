/// A way to write a gate's report.
package struct GateFormat: Sendable {
  /// The value of `--format`.
  package let id: String
  package let summary: String
  /// The report as text, line ends included; only some formats have colours.
  package let text: @Sendable (_ report: GateReport, _ isColored: Bool) -> String

  init(
    id: String, summary: String,
    text: @escaping @Sendable (_ report: GateReport, _ isColored: Bool) -> String
  ) {
    self.id = id
    self.summary = summary
    self.text = text
  }

  package static let markdown = GateFormat(
    id: "markdown", summary: "Markdown, as in a job summary"
  ) { report, _ in GateText.markdown(report) }

  package static let json = GateFormat(
    id: "json", summary: "JSON, see Benchmarks/Schemas/gate.schema.json"
  ) { report, _ in report.json }

  package static let junit = GateFormat(
    id: "junit", summary: "JUnit XML, one suite per layer"
  ) { report, _ in GateJUnit.text(report) }
}

/// The formats of a gate's report.
///
/// A new format is a text of a report and one line here.
package enum GateFormatCatalog {
  /// Every format, the default one first.
  package static let all: [GateFormat] = [
    GateFormat(id: "console", summary: "aligned tables", text: GateText.console),
    .markdown,
    .json,
    .junit,
  ]

  /// The format of that name, or `nil`.
  package static func format(named id: String) -> GateFormat? { all.first { $0.id == id } }
}
