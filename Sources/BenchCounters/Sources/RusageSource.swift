import CShims
import Glibc

/// The kernel's accounting of the calling thread, by `getrusage(RUSAGE_THREAD)`.
///
/// Needs no rights and no library: it works where `perf_event_open` is refused. Times are as fine as
/// the kernel keeps them, which can be a tick of some milliseconds.
package struct RusageSource: CounterSource {
  package var id: String { "rusage" }
  package var summary: String {
    "CPU time, page faults and context switches of the thread through getrusage, without any rights"
  }

  package init() {}

  package func availability(of event: CounterEvent) -> CounterAvailability {
    // A zero is fine here: the kernel always keeps these accounts.
    refusal(of: [event], during: {}, mustCount: [])
      .map(CounterAvailability.unavailable) ?? .available
  }

  package func open(_ events: [CounterEvent]) throws(CounterError) -> any CounterSession {
    var accounts: [RusageAccount] = []
    for event in events {
      guard let account = RusageAccount(rawValue: event.name) else {
        throw .unavailable(event: event.name, .noSuchEvent)
      }
      accounts.append(account)
    }
    return RusageSession(accounts)
  }
}

/// The accounts of `getrusage` under their event names.
enum RusageAccount: String, CaseIterable {
  case userTime = "rusage::USER-TIME"
  case systemTime = "rusage::SYSTEM-TIME"
  case minorPageFaults = "rusage::MINOR-PAGE-FAULTS"
  case majorPageFaults = "rusage::MAJOR-PAGE-FAULTS"
  case voluntarySwitches = "rusage::VOLUNTARY-CONTEXT-SWITCHES"
  case involuntarySwitches = "rusage::INVOLUNTARY-CONTEXT-SWITCHES"

  /// Times in nanoseconds, all else in events.
  func value(in usage: rusage) -> Int64 {
    switch self {
    case .userTime: Self.nanoseconds(usage.ru_utime)
    case .systemTime: Self.nanoseconds(usage.ru_stime)
    case .minorPageFaults: Int64(usage.ru_minflt)
    case .majorPageFaults: Int64(usage.ru_majflt)
    case .voluntarySwitches: Int64(usage.ru_nvcsw)
    case .involuntarySwitches: Int64(usage.ru_nivcsw)
    }
  }

  private static func nanoseconds(_ time: timeval) -> Int64 {
    Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_usec) * 1_000
  }
}

/// Differences of the thread's accounts between `start` and `stop`.
private final class RusageSession: CounterSession {
  /// RUSAGE_THREAD, which glibc declares for C with _GNU_SOURCE only (getrusage(2)).
  private static let callingThread: Int32 = 1

  private let accounts: [RusageAccount]
  private let thread = pthread_self()
  private var begin: rusage?

  init(_ accounts: [RusageAccount]) { self.accounts = accounts }

  func start() throws(CounterError) { begin = try usage() }

  func stop() throws(CounterError) -> CounterReading {
    let end = try usage()
    guard let begin else { throw .misuse(source: "rusage", problem: "stopped before its start") }
    self.begin = nil
    return CounterReading(counts: accounts.map { $0.value(in: end) - $0.value(in: begin) })
  }

  private func usage() throws(CounterError) -> rusage {
    guard pthread_equal(pthread_self(), thread) != 0 else {
      throw .misuse(source: "rusage", problem: "used on a thread that did not open it")
    }
    var usage = rusage()
    guard getrusage(Self.callingThread, &usage) == 0 else {
      throw .session(
        source: "rusage", events: accounts.map(\.rawValue), .systemFailure(code: errno))
    }
    return usage
  }
}
