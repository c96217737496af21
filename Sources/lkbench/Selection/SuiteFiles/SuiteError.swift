/// What is wrong with a suite or network file; each case prints as one line that says where and what is right.
enum SuiteError: ExitCoded, Hashable {
  /// Line and column count from 1.
  case invalid(file: String, line: Int, column: Int, problem: String)
  case unreadable(file: String, reason: String)

  var exitStatus: ExitStatus {
    switch self {
    case .invalid: .usage
    case .unreadable: .inputOutput
    }
  }

  var description: String {
    switch self {
    case .invalid(let file, let line, let column, let problem):
      "\(file):\(line):\(column): \(problem)"
    case .unreadable(let file, let reason): "cannot read '\(file)': \(reason)"
    }
  }
}
