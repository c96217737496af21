import BenchRecords

/// `run --resume DIR` on its own: goes on with the command that the folder records.
enum ResumedCommand {
  /// Options that may stand beside it, with the number of their values.
  private static let companions = ["--quiet": 0, "--format": 1, "--color": 1]

  /// `words` as they are, or with the recorded selection and timing put in front of them.
  ///
  /// - Throws: `RecordError` where the folder has no readable environment.
  static func expand(_ words: [String]) throws(RecordError) -> [String] {
    guard words.first == "run", let (folder, others) = bareResume(words.dropFirst()) else {
      return words
    }
    let recorded = try RunEnvironment.read(folder: folder).commandLine.dropFirst()
    let kept = recorded.filter { companions[$0] != 0 }
    return ResumeTarget.command(Array(kept), folder: folder) + others
  }

  /// The folder, and the other words, where nothing but companions is said beside it.
  private static func bareResume(
    _ words: some Sequence<String>
  ) -> (folder: String, others: [String])? {
    var folder: String?
    var others: [String] = []
    var words = Array(words)[...]
    while let word = words.popFirst() {
      if word.hasPrefix("--resume=") {
        folder = String(word.dropFirst("--resume=".count))
      } else if word == "--resume" {
        guard let value = words.popFirst(), !value.hasPrefix("--") else { return nil }
        folder = value
      } else if let count = companions[word], words.count >= count {
        others.append(word)
        for _ in 0..<count { others += words.popFirst().map { [$0] } ?? [] }
      } else {
        return nil
      }
    }
    return folder.map { ($0, others) }
  }
}
