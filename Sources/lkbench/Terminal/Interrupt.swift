import Glibc
import Synchronization

/// Ctrl-C: the first one asks to stop after the current step, the second ends at once.
enum Interrupt {
  /// Set by the signal only; atomic, since a handler may do little else than store.
  private static let count = Atomic<Int>(0)

  /// Takes over `SIGINT`.
  static func install() {
    // The handler must find the counter initialised.
    count.store(0, ordering: .sequentiallyConsistent)
    signal(SIGINT) { _ in
      if Interrupt.count.add(1, ordering: .sequentiallyConsistent).oldValue > 0 {
        _exit(ExitStatus.interrupted.rawValue)
      }
    }
  }

  /// Whether a stop was asked for.
  static var isPending: Bool { count.load(ordering: .sequentiallyConsistent) > 0 }

  /// Throws when a stop was asked for.
  static func check() throws(Interrupted) {
    if isPending { throw Interrupted() }
  }
}

/// The user asked to stop.
struct Interrupted: ExitCoded, Hashable {
  var exitStatus: ExitStatus { .interrupted }
  var description: String { "interrupted" }
}
