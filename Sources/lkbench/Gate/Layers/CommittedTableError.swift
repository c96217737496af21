/// Where committed tables are, below the repository: in a folder that exists and one that may not yet.
enum BaselineFolder {
  static let parent = "Benchmarks"
  static let name = "Baselines"
  static let path = "\(parent)/\(name)"
}

/// What is wrong with the file of a committed table.
enum CommittedTableError: ExitCoded, Hashable {
  case missing(String, subject: String)
  case wrong(String, String)
  case noSuite(subject: String, option: String)

  var exitStatus: ExitStatus {
    switch self {
    case .missing, .wrong: .incomparable
    case .noSuite: .usage
    }
  }

  var description: String {
    switch self {
    case .missing(let path, let subject):
      "no \(subject) in \(path): write them with --update-baselines"
    case .wrong(let path, let what): "\(path): \(what); write it anew with --update-baselines"
    case .noSuite(let subject, let option):
      "\(subject) are kept per suite: give --suite, or \(option) FILE"
    }
  }
}
