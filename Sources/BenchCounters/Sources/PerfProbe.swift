import CShims
import Glibc

/// What perf_event_open answers to one software and one hardware event, asked directly: libraries hide
/// the errno.
package struct PerfProbe: Hashable, Sendable {
  /// Errno of the task clock in user mode; 0 where it can be counted.
  package let software: Int32
  /// Errno of cycles in user mode; 0 where they can be counted.
  package let hardware: Int32

  package init(software: Int32, hardware: Int32) {
    self.software = software
    self.hardware = hardware
  }

  /// Asks this kernel, on the calling thread.
  package init() {
    self.init(software: lkb_perf_software_errno(), hardware: lkb_perf_hardware_errno())
  }

  /// One line per event: that it works, or errno, meaning and remedy.
  package func lines(_ support: PerfSupport) -> [String] {
    let events: [(title: String, kind: CounterKind, code: Int32)] = [
      ("software event (task clock)", .software, software),
      ("hardware event (cycles)", .hardware, hardware),
    ]
    return events.map { title, kind, code in
      guard let cause = PerfErrno.cause(of: code, kind: kind, support: support) else {
        return "perf_event_open, \(title): works"
      }
      return "perf_event_open, \(title): \(PerfErrno.name(of: code))"
        + " (\(String(cString: strerror(code)))): \(cause.reason); remedy: \(cause.remedy)"
    }
  }
}
