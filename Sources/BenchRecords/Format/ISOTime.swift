/// Moments as other tools read them.
package enum ISOTime {
  /// `2026-01-31T14:25:00Z` of `20260131T142500Z`; any other text as it is.
  ///
  /// Both forms are ISO 8601: the compact one names folders, the long one is read by everything else.
  package static func text(ofCompact time: String) -> String {
    let characters = Array(time)
    let isCompact =
      characters.count == 16 && characters[8] == "T" && characters[15] == "Z"
      && characters.enumerated().allSatisfy { [8, 15].contains($0) || ("0"..."9").contains($1) }
    guard isCompact else { return time }
    let parts = [0..<4, 4..<6, 6..<8, 9..<11, 11..<13, 13..<15].map { String(characters[$0]) }
    return parts[..<3].joined(separator: "-") + "T" + parts[3...].joined(separator: ":") + "Z"
  }
}
