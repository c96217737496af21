import BenchModel

/// What is wrong with a selection; each case prints as one line that says what would be right.
enum SelectionError: ExitCoded, Hashable {
  case malformed(option: String, value: String, expected: String)
  case unknown(option: String, name: String, near: [String])
  case badPattern(String, reason: String)
  /// Neither a suite nor any axis was given.
  case empty
  case missing([String])
  /// An option left no case.
  case nothingLeft(option: String, value: String, of: String, present: [String])
  /// An option that none of the selected variants takes.
  case notTaken(option: String, takers: [String], selected: [String])
  case unknownSuite(String, near: [String])
  case suitesNotFound
  /// A case that would not fit.
  case memory(id: String, needed: Int, available: Int)

  var exitStatus: ExitStatus { .usage }

  var description: String {
    switch self {
    case .malformed(let option, let value, let expected):
      "\(option) '\(OneLine.text(value))': expected \(expected)"
    case .unknown(let option, let name, let near):
      "\(option) '\(OneLine.text(name))' is not known; nearest: \(near.joined(separator: ", "))"
    case .badPattern(let pattern, let reason):
      "--filter '\(OneLine.text(pattern))' is not a regular expression: \(OneLine.text(reason))"
    case .empty:
      "nothing selected: give --suite NAME, or --variant, --kernel and --shape"
    case .missing(let options):
      "without --suite, --variant, --kernel and --shape are needed; missing: "
        + options.joined(separator: ", ")
    case .nothingLeft(let option, let value, let whole, let present):
      "\(option) '\(OneLine.text(value))' leaves no case of \(whole)"
        + (present.isEmpty ? "" : ", which has \(present.joined(separator: ", "))")
    case .notTaken(let option, let takers, let selected):
      "\(option) is taken by variant \(takers.joined(separator: ", ")) only, not by "
        + selected.joined(separator: ", ")
    case .unknownSuite(let name, let near):
      "unknown suite '\(OneLine.text(name))'; nearest: \(near.joined(separator: ", "))"
    case .suitesNotFound:
      "no folder Benchmarks/Suites above the current directory or the executable; "
        + "set LKB_HOME to the repository, or give --suite a file"
    case .memory(let id, let needed, let available):
      "\(id) needs \(needed) bytes of memory, and \(available) are available"
    }
  }
}
