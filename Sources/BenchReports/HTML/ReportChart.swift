/// A picture of a report.
package struct ReportChart: Sendable {
  /// The kinds of picture that a report embeds.
  package enum Format: String, Sendable, CaseIterable {
    case svg
    case png

    var mediaType: String {
      switch self {
      case .svg: "image/svg+xml"
      case .png: "image/png"
      }
    }
  }

  package let title: String
  /// How to read it; stands in the picture as well.
  package let caption: String
  /// What can be seen in it.
  package let findings: String
  package let format: Format
  /// The file's content in Base64.
  package let base64: String

  package init(
    title: String, caption: String, findings: String, format: Format, base64: String
  ) {
    self.title = title
    self.caption = caption
    self.findings = findings
    self.format = format
    self.base64 = base64
  }

  /// As an image with a data URL: scripts inside an SVG do not run there.
  var html: HTML {
    .element(
      "figure", [:],
      [
        .element(
          "img",
          [
            "src": "data:\(format.mediaType);base64,\(base64)", "alt": "\(title). \(caption)",
            "loading": "lazy",
          ]),
        .element("figcaption", text: findings),
      ])
  }
}
