/// A place in a text file; line and column count from 1.
package struct TextPosition: Hashable, Sendable, CustomStringConvertible {
  package let file: String
  package let line: Int
  package let column: Int

  package init(file: String, line: Int, column: Int) {
    self.file = file
    self.line = line
    self.column = column
  }

  package var description: String { "\(file):\(line):\(column)" }
}

/// What can go wrong with counters and counter groups.
package enum CounterError: Error, Hashable, CustomStringConvertible {
  /// The event could not be reserved, started or read.
  case unavailable(event: String, CounterUnavailability)
  /// Starting or stopping a set of events failed as a whole.
  case session(source: String, events: [String], CounterUnavailability)
  /// A session was used on a thread that did not open it, or out of order.
  case misuse(source: String, problem: String)
  case unreadableGroup(path: String, problem: String)
  case unreadableRecording(path: String, problem: String)
  case invalidGroup(TextPosition, problem: String)
  /// Two selected groups define one metric, so that a column would appear twice.
  case conflictingMetric(key: String, groups: [String])
  case unknownGroup(name: String, known: [String])

  package var description: String {
    switch self {
    case .unavailable(let event, let cause):
      "counter \(event): \(cause)"
    case .session(let source, let events, let cause):
      "\(source) counters \(events.joined(separator: ", ")): \(cause)"
    case .misuse(let source, let problem):
      "\(source) counter session: \(problem)"
    case .unreadableGroup(let path, let problem):
      "\(path): cannot read counter groups: \(problem)"
    case .unreadableRecording(let path, let problem):
      "\(path): cannot read recorded readings: \(problem)"
    case .invalidGroup(let position, let problem):
      "\(position): \(problem)"
    case .conflictingMetric(let key, let groups):
      "metric \(key) is in more than one counter group: \(groups.joined(separator: ", "));"
        + " select one of them"
    case .unknownGroup(let name, let known):
      "no counter group '\(name)'; there are: \(known.joined(separator: ", "))"
    }
  }

  /// The reason behind an error of a session.
  package var cause: CounterUnavailability {
    switch self {
    case .unavailable(_, let cause), .session(_, _, let cause): cause
    default: .sourceFailure(description)
    }
  }
}
