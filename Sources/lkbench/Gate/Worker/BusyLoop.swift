import BenchHarness
import Glibc

/// A sibling that wants the CPU all the time, for the gate's test of itself.
enum BusyLoop {
  /// Spins until standard input ends.
  static func run() {
    let spin = SpinWorkload(label: "busy")
    var input = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
    while poll(&input, 1, 0) == 0 { spin.run() }
  }
}
