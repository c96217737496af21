/// A piece of an HTML document that cannot be malformed by the text in it.
///
/// Names of elements and attributes come from the program text (`StaticString`); whatever comes from a
/// file is text or an attribute's value, and both are escaped when the document is written.
package struct HTML: Sendable, ExpressibleByStringLiteral {
  /// Attributes in order: names, and values unescaped; `nil` leaves the attribute out.
  package struct Attributes: Sendable, ExpressibleByDictionaryLiteral {
    let pairs: [(name: StaticString, value: String?)]

    package init(dictionaryLiteral elements: (StaticString, String?)...) {
      pairs = elements.map { ($0, $1) }
    }
  }

  private enum Content: Sendable {
    case text(String)
    case verbatim(StaticString)
    case element(StaticString, attributes: Attributes, children: [HTML])
    case group([HTML])
  }

  private let content: Content

  private init(_ content: Content) { self.content = content }

  package init(stringLiteral value: String) { self.init(.text(value)) }

  /// Text, shown as it is.
  package static func text(_ text: String) -> HTML { HTML(.text(text)) }

  /// Style sheets and scripts of the program itself, unescaped.
  package static func verbatim(_ source: StaticString) -> HTML { HTML(.verbatim(source)) }

  /// Several pieces in a row, without an element around them.
  package static func group(_ pieces: [HTML]) -> HTML { HTML(.group(pieces)) }

  /// An element with attributes and content.
  package static func element(
    _ name: StaticString, _ attributes: Attributes = [:], _ children: [HTML] = []
  ) -> HTML {
    HTML(.element(name, attributes: attributes, children: children))
  }

  /// An element that holds nothing but text.
  package static func element(
    _ name: StaticString, _ attributes: Attributes = [:], text: String
  ) -> HTML {
    element(name, attributes, [.text(text)])
  }

  /// The whole document, with its doctype.
  package var document: String {
    var output = "<!doctype html>\n"
    write(to: &output)
    return output + "\n"
  }

  /// The piece as it stands in a document.
  package var markup: String {
    var output = ""
    write(to: &output)
    return output
  }

  /// Elements that have no content and no end tag (HTML standard, "void elements").
  private static let void: Set<String> = ["br", "img", "input", "link", "meta"]
  /// Elements after which a line feed changes nothing that is seen.
  private static let blocks: Set<String> = [
    "body", "caption", "dd", "div", "dl", "dt", "figure", "figcaption", "h1", "h2", "h3", "head",
    "li", "main", "meta", "p", "pre", "script", "section", "style", "table", "tbody", "thead",
    "title", "tr", "ul",
  ]

  private func write(to output: inout String) {
    switch content {
    case .text(let text): output += Self.escaped(text)
    case .verbatim(let source): output += source.description
    case .group(let pieces): for piece in pieces { piece.write(to: &output) }
    case .element(let name, let attributes, let children):
      let name = name.description
      output += "<" + name
      for case (let name, let value?) in attributes.pairs {
        output += " \(name)=\"\(Self.escaped(value))\""
      }
      output += ">"
      if !Self.void.contains(name) {
        for child in children { child.write(to: &output) }
        output += "</\(name)>"
      }
      if Self.blocks.contains(name) { output += "\n" }
    }
  }

  /// `text` with the five characters that mean something in HTML as references.
  ///
  /// Control characters that a document must not contain become U+FFFD.
  private static func escaped(_ text: String) -> String {
    var output = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": output += "&amp;"
      case "<": output += "&lt;"
      case ">": output += "&gt;"
      case "\"": output += "&quot;"
      case "'": output += "&#39;"
      case "\t", "\n": output.unicodeScalars.append(scalar)
      case _ where scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value):
        output += "\u{FFFD}"
      default: output.unicodeScalars.append(scalar)
      }
    }
    return output
  }
}
