import Glibc

/// Threads of a test runner may block signals, and children inherit that.
enum SignalMask {
  /// Runs `body`, which starts a process, while the calling thread lets `signal` through.
  static func unblocking(_ signal: CInt, _ body: () throws -> Void) rethrows {
    var (signals, before) = (sigset_t(), sigset_t())
    sigemptyset(&signals)
    sigaddset(&signals, signal)
    pthread_sigmask(SIG_UNBLOCK, &signals, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    try body()
  }
}
