import Foundation

/// A line on standard error that says how far a command is; nothing unless somebody is watching.
struct Progress {
  private let terminal: Terminal
  private let total: Int
  private let begin: ContinuousClock.Instant

  init(total: Int, terminal: Terminal) {
    self.terminal = terminal
    self.total = total
    begin = .now
  }

  /// Draws the line; `done` of the total are finished, `label` is on.
  func show(done: Int, _ label: String) {
    guard terminal.isInteractive else { return }
    let text = Self.line(done: done, total: total, elapsed: begin.duration(to: .now), label)
    write("\r\u{1B}[K" + text)
  }

  /// Removes the line, so that results can be printed.
  func clear() {
    guard terminal.isInteractive else { return }
    fflush(nil)
    write("\r\u{1B}[K")
  }

  /// `[3/12] 25 %, 40 s left: label`; the time left assumes that what is to come is like what was.
  static func line(done: Int, total: Int, elapsed: Duration, _ label: String) -> String {
    let share = total == 0 ? 100 : 100 * done / total
    guard done > 0 else { return "[\(done)/\(total)] \(share) %: \(label)" }
    let seconds = Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18
    let left = seconds / Double(done) * Double(total - done)
    return "[\(done)/\(total)] \(share) %, \(duration(seconds: Int(left.rounded()))) left: \(label)"
  }

  /// `40 s`, `3 min 20 s`, `2 h 5 min`.
  static func duration(seconds: Int) -> String {
    switch seconds {
    case ..<60: "\(seconds) s"
    case ..<3600: "\(seconds / 60) min \(seconds % 60) s"
    default: "\(seconds / 3600) h \(seconds / 60 % 60) min"
    }
  }

  private func write(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }
}
