/// Foreign text inside a message of one line.
package enum OneLine {
  /// The text without line ends and other control characters, and cut where it would fill the screen.
  package static func text(_ text: String, limit: Int = 80) -> String {
    var result = ""
    var count = 0
    for character in text {
      guard count < limit else { return result + "…" }
      let isPlain = character.unicodeScalars.allSatisfy { isPrintable($0) }
      result.append(isPlain ? character : " ")
      count += 1
    }
    return result
  }

  private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator, .format, .surrogate, .unassigned: false
    default: true
    }
  }
}
