import ArgumentParser
import Foundation
import Testing

@testable import lkbench

/// The help of every command as it was when somebody last looked at it: `Snapshots/<command>.txt`.
///
/// `LKB_RECORD_SNAPSHOTS=1` writes the files anew.
@Suite("Help", .serialized)
struct HelpSnapshotTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "Snapshots", directoryHint: .isDirectory)
  /// Of the terminal that the snapshots are made for; nothing is asked of the real one.
  private static let columns = 100
  private static let isRecording =
    ProcessInfo.processInfo.environment["LKB_RECORD_SNAPSHOTS"] == "1"

  /// Every command under the words that call it, without those that are in no help.
  static let commands: [String] = [""] + names(of: LKBench.subcommands)

  private static func names(
    of commands: [any ParsableCommand.Type], below parent: [String] = []
  ) -> [String] {
    commands.flatMap { command -> [String] in
      let words = parent + [command.configuration.commandName ?? "\(command)"]
      return [words.joined(separator: " ")]
        + names(of: command.configuration.subcommands, below: words)
    }
  }

  private static func type(_ words: [Substring]) throws -> any ParsableCommand.Type {
    var found: any ParsableCommand.Type = LKBench.self
    for word in words {
      found = try #require(
        found.configuration.subcommands.first { $0.configuration.commandName == String(word) })
    }
    return found
  }

  private static func file(_ command: String) -> URL {
    let name = command.isEmpty ? "lkbench" : command.replacing(" ", with: "-")
    return folder.appending(path: name + ".txt")
  }

  private static func help(_ command: String) throws -> String {
    LKBench.helpMessage(for: try type(command.split(separator: " ")), columns: columns) + "\n"
  }

  @Test("says what it said", arguments: commands)
  func help(command: String) throws {
    let (text, file) = (try Self.help(command), Self.file(command))
    if Self.isRecording {
      try FileManager.default.createDirectory(at: Self.folder, withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
      return
    }
    let remedy = "LKB_RECORD_SNAPSHOTS=1 records it, for you to read the difference"
    guard let known = FileManager.default.contents(atPath: file.path) else {
      Issue.record("\(file.lastPathComponent) is not there: \(remedy)")
      return
    }
    if let difference = Self.firstDifference(String(decoding: known, as: UTF8.self), text) {
      Issue.record("\(file.lastPathComponent), \(difference): \(remedy)")
    }
  }

  /// The first line that differs, with its number; `nil` for equal texts.
  static func firstDifference(_ known: String, _ found: String) -> String? {
    if known == found { return nil }
    let (old, new) = (
      known.split(separator: "\n", omittingEmptySubsequences: false),
      found.split(separator: "\n", omittingEmptySubsequences: false)
    )
    let line =
      zip(old, new).enumerated().first { $1.0 != $1.1 }?.offset
      ?? min(old.count, new.count)
    func text(_ lines: [Substring]) -> String {
      line < lines.count ? "'\(lines[line])'" : "the end"
    }
    return "line \(line + 1): was \(text(old)), is \(text(new))"
  }

  @Test("a difference is told by its first line")
  func differences() {
    #expect(Self.firstDifference("a\nb\n", "a\nb\n") == nil)
    #expect(Self.firstDifference("a\nb\n", "a\nc\n") == "line 2: was 'b', is 'c'")
    #expect(Self.firstDifference("a\n", "a\nb\n") == "line 2: was '', is 'b'")
    #expect(Self.firstDifference("a", "a\nb") == "line 2: was the end, is 'b'")
    #expect(Self.firstDifference("a\nb", "a") == "line 2: was 'b', is the end")
  }

  @Test("no snapshot is of a command that is gone")
  func leftOver() throws {
    let expected = Set(Self.commands.map { Self.file($0).lastPathComponent })
    let present = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
    #expect(Set(present) == expected)
  }

  @Test("the terminal and the locale change nothing that the snapshots are made of")
  func surroundings() throws {
    let tool = try ToolFixture()
    let words = ["run", "--help"]
    let wide = ["COLUMNS": "\(Self.columns)"]
    let plain = try tool.call(words, variables: wide)
    #expect(plain.status == 0)
    #expect(try plain.output == Self.help("run"))
    for locale in ["C", "tr_TR.UTF-8", "de_DE.UTF-8"] {
      let variables = ["LC_ALL": locale, "LANG": locale, "TZ": "Asia/Tokyo"]
      let other = try tool.call(words, variables: wide.merging(variables) { $1 })
      #expect(other.output == plain.output, "\(locale)")
    }
  }
}
