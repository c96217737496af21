import Glibc

/// What an errno of perf_event_open(2) means.
package enum PerfErrno {
  /// The reason behind a failed opening; `nil` for 0, which is none.
  package static func cause(
    of code: Int32, kind: CounterKind, support: PerfSupport
  ) -> CounterUnavailability? {
    let missing = kind == .software ? nil : support.missingUnit
    return switch code {
    case 0: nil
    case EACCES, EPERM: .denied(paranoid: support.paranoid)
    case ENOENT: missing ?? .noSuchEvent
    case ENODEV, EOPNOTSUPP, ENXIO: missing ?? .unsupportedByUnit
    case EINVAL, ENOSPC: .conflict(watchdogCounts: support.watchdogCounts ?? false)
    case EMFILE, ENFILE: .descriptorLimit(support.descriptorLimit)
    case ENOSYS: .kernelWithoutPerf
    case EBUSY, EAGAIN: .busy(code: code)
    default: .systemFailure(code: code)
    }
  }

  /// The errno as manuals print it.
  package static func name(of code: Int32) -> String {
    names[code] ?? "errno \(code)"
  }

  private static let names: [Int32: String] = [
    EACCES: "EACCES", EPERM: "EPERM", ENOENT: "ENOENT", ENODEV: "ENODEV",
    EOPNOTSUPP: "EOPNOTSUPP", ENXIO: "ENXIO", EINVAL: "EINVAL", ENOSPC: "ENOSPC",
    EMFILE: "EMFILE", ENFILE: "ENFILE", ENOSYS: "ENOSYS", EBUSY: "EBUSY", EAGAIN: "EAGAIN",
    ESRCH: "ESRCH", EFAULT: "EFAULT", E2BIG: "E2BIG", EINTR: "EINTR",
  ]
}
