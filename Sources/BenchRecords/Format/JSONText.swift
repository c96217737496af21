package import Foundation

/// JSON of values that always have one: texts, lists, and numbers that were checked to be finite.
///
/// A value without JSON is a defect, and ends the process with what the encoder says of it.
package enum JSONText {
  /// The text of a file: keys sorted, one per line, ended by a line feed.
  package static func document(
    _ value: some Encodable, configure: (JSONEncoder) -> Void = { _ in }
  ) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    configure(encoder)
    return text(value, encoder) + "\n"
  }

  /// A string with its quotes.
  package static func string(_ text: String) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .withoutEscapingSlashes
    return Self.text(text, encoder)
  }

  private static func text(_ value: some Encodable, _ encoder: JSONEncoder) -> String {
    do {
      return String(decoding: try encoder.encode(value), as: UTF8.self)
    } catch {
      preconditionFailure("a value without JSON: \(error)")
    }
  }
}
