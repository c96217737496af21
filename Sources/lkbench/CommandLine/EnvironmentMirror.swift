/// Gives every option an environment variable: `--kernel` is `LKB_KERNEL`, `--convolved-channels`
/// is `LKB_CONVOLVED_CHANNELS`.
///
/// A flag on the command line beats the variable, which beats the default. Options are taken from the
/// parser's own declarations, so a new one has its variable at once.
struct EnvironmentMirror {
  let tree: CommandTree
  let environment: [String: String]

  static let prefix = "LKB_"

  /// The variable of an option's long name.
  static func variable(_ longName: String) -> String {
    prefix + longName.uppercased().replacing("-", with: "_")
  }

  /// `words`, the command line without the program's name, with what the environment adds.
  ///
  /// Added options follow the command's name, so that they cannot end up behind a `--`.
  func arguments(_ words: [String]) throws(EnvironmentError) -> [String] {
    let (command, depth) = tree.called(by: words)
    guard depth > 0 else { return words }
    let given = words.prefix { $0 != "--" }
    if given.contains("--help") || given.contains("-h") { return words }
    var added: [String] = []
    for setting in command.settings where !given.contains(where: setting.isGiven) {
      guard let name = setting.longName, let value = environment[Self.variable(name)],
        !value.isEmpty
      else { continue }
      switch setting.kind {
      case .option: added.append("--\(name)=\(value)")
      case .flag: if try Self.isOn(value, variable: Self.variable(name)) { added.append("--\(name)") }
      case .positional: break
      }
    }
    return words.prefix(depth) + added + words.dropFirst(depth)
  }

  private static func isOn(_ value: String, variable: String) throws(EnvironmentError) -> Bool {
    switch value.lowercased() {
    case "1", "true", "yes", "on": return true
    case "0", "false", "no", "off": return false
    default: throw EnvironmentError(variable: variable, value: value)
    }
  }
}

/// A flag's variable that says neither yes nor no.
struct EnvironmentError: ExitCoded, Hashable {
  let variable: String
  let value: String

  var exitStatus: ExitStatus { .usage }
  var description: String { "\(variable) is '\(value)': expected 1 or 0" }
}
