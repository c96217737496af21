/// How the process ends; the numbers are a contract with scripts and CI.
enum ExitStatus: Int32, CaseIterable, Sendable {
  case fine = 0
  /// A kernel failed verification, or an internal error.
  case failed = 1
  /// A confirmed regression.
  case regression = 3
  /// No verdict, and the caller asked to fail on that.
  case inconclusive = 4
  /// The baseline is missing or was made under other conditions.
  case incomparable = 5
  /// Counters that were required are unavailable.
  case countersUnavailable = 6
  /// The command line is wrong (`EX_USAGE`).
  case usage = 64
  /// A file could not be read or written (`EX_IOERR`).
  case inputOutput = 74
  /// Ended by an interrupt (128 + `SIGINT`).
  case interrupted = 130
}

/// An error that prints as one line and ends the process with a status of its own.
protocol ExitCoded: Error, CustomStringConvertible {
  var exitStatus: ExitStatus { get }
}
