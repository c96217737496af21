import ArgumentParser
import Foundation

/// The commands and options as the parser declares them: its own dump, decoded as far as needed.
struct CommandTree: Decodable {
  var commandName: String
  var subcommands: [CommandTree]?
  var arguments: [Argument]?

  struct Argument: Decodable {
    enum Kind: String, Decodable {
      case positional, option, flag
    }
    struct Name: Decodable {
      enum Kind: String, Decodable {
        case long, short, longWithSingleDash
      }
      var kind: Kind
      var name: String

      /// As it is typed: `--kernel`, `-h`.
      var spelling: String { (kind == .long ? "--" : "-") + name }
    }
    var kind: Kind
    var names: [Name]?
    var shouldDisplay: Bool

    /// The long name without dashes.
    var longName: String? { names?.first { $0.kind == .long }?.name }

    /// Whether `word` gives this argument: `--name`, `--name=value` or `-n`.
    func isGiven(by word: String) -> Bool {
      (names ?? []).contains { word == $0.spelling || word.hasPrefix($0.spelling + "=") }
    }
  }

  /// The tree below `command`.
  static func of(_ command: any ParsableCommand.Type) throws -> CommandTree {
    struct Dump: Decodable { var command: CommandTree }
    return try JSONDecoder().decode(Dump.self, from: Data(command._dumpHelp().utf8)).command
  }

  /// Options and flags that a person can set; help and version are none.
  var settings: [Argument] {
    (arguments ?? []).filter { argument in
      argument.kind != .positional && argument.longName != nil
        && !["help", "version"].contains(argument.longName)
    }
  }

  /// The command that `words` call, and how many words name it.
  func called(by words: [String]) -> (command: CommandTree, depth: Int) {
    guard let first = words.first,
      let next = subcommands?.first(where: { $0.commandName == first })
    else { return (self, 0) }
    let (command, depth) = next.called(by: Array(words.dropFirst()))
    return (command, depth + 1)
  }
}
