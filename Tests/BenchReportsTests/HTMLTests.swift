import BenchReports
import Testing

@Suite("HTML that escapes by construction")
struct HTMLTests {
  @Test("text and attribute values are escaped, whatever is in them")
  func escaping() {
    let hostile = "<script>alert(\"x\")</script> & 'y'"
    let html = HTML.element("p", ["title": hostile], text: hostile).markup
    let escaped =
      "&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; &#39;y&#39;"
    #expect(html == "<p title=\"\(escaped)\">\(escaped)</p>\n")
  }

  @Test("characters that a document must not contain are replaced")
  func controls() {
    #expect(HTML.text("a\u{0}b\u{1B}[1m\u{85}\t\n").markup == "a\u{FFFD}b\u{FFFD}[1m\u{FFFD}\t\n")
    // A carriage return and line feed is one character of a string, but two scalars.
    #expect(HTML.text("a\r\nb").markup == "a\u{FFFD}\nb")
  }

  @Test("void elements have no end tag, absent attributes are left out, order is kept")
  func structure() {
    let html = HTML.group([
      .element("img", ["src": "data:,", "alt": nil]), .verbatim("<!-- own -->"), "5 < 6",
    ])
    #expect(html.markup == "<img src=\"data:,\"><!-- own -->5 &lt; 6")
    #expect(HTML.element("html").document == "<!doctype html>\n<html></html>\n")
  }
}
