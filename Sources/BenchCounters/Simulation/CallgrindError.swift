/// Text that is not what callgrind writes.
package struct CallgrindError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Counts from 1; 0 for the file as a whole.
  package let line: Int
  package let problem: String

  package init(line: Int, problem: String) {
    self.line = line
    self.problem = problem
  }

  package var description: String {
    "callgrind's output is damaged" + (line > 0 ? ", line \(line)" : "") + ": \(problem)"
  }
}
