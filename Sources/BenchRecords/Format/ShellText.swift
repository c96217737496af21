/// Writing of commands so that a POSIX shell reads the same words back.
package enum ShellText {
  /// The words on one line, those with special characters between single quotes.
  package static func line(_ words: [String]) -> String {
    words.map(quoted).joined(separator: " ")
  }

  private static func quoted(_ word: String) -> String {
    let plain = "+,-./:=@_%"
    let isPlain = word.allSatisfy { character in
      character.isASCII && (character.isLetter || character.isNumber || plain.contains(character))
    }
    if isPlain, !word.isEmpty { return word }
    return "'" + word.replacing("'", with: "'\\''") + "'"
  }
}
