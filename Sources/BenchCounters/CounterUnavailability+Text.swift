import Glibc

extension CounterUnavailability: CustomStringConvertible {
  /// Reason and remedy in one line.
  package var description: String { "\(reason); \(remedy)" }

  /// What is wrong, in one line.
  package var reason: String {
    switch self {
    case .builtWithout(let trait):
      "built without the \(trait) trait"
    case .noHardwareUnit:
      "no hardware counters: the kernel lists no PMU of a CPU, as in most virtual machines"
    case .unitsUnknown(let problem):
      "nobody counts this event, and whether there is a PMU cannot be seen: \(problem)"
    case .noSuchEvent:
      "no such event on this CPU, or none that this PAPI knows"
    case .denied(let paranoid?) where paranoid > Self.userParanoid:
      "perf_event_open is refused: perf_event_paranoid is \(paranoid)"
    case .denied(let paranoid?):
      "perf_event_open is refused although perf_event_paranoid is \(paranoid), as by seccomp"
    case .denied(nil):
      "perf_event_open is refused and perf_event_paranoid cannot be read"
    case .kernelModeDenied(let paranoid):
      "the event happens in kernel mode, where perf_event_paranoid"
        + " \(paranoid.map(String.init) ?? "(unreadable)") forbids counting"
    case .noEventOfMachine(let id):
      "no event of micro-architecture \(id) counts this in user mode"
    case .unsupportedByUnit:
      "the PMU or the PAPI component does not support this event"
    case .conflict(let watchdogCounts):
      "the event does not fit on the counters beside what already uses them"
        + (watchdogCounts ? ", the NMI watchdog included" : "")
    case .descriptorLimit(let limit):
      "no file descriptor is left\(limit.map { " (limit \($0))" } ?? ""); an event takes one per thread"
    case .kernelWithoutPerf:
      "this kernel or sandbox has no perf_event_open"
    case .busy(let code):
      "the PMU is held by somebody else (\(String(cString: strerror(code))))"
    case .noPowerZone(let zone):
      "the kernel meters no power zone '\(zone)' in /sys/class/powercap, as in most virtual machines"
    case .fileDenied(let path):
      "\(path) may not be read by this user"
    case .fileUnreadable(let path, let code):
      "\(path) cannot be read: \(String(cString: strerror(code)))"
    case .systemFailure(let code):
      "the system refused: \(String(cString: strerror(code)))"
    case .countsNothing:
      "counted nothing during work that raises the event"
    case .libraryUnusable(let problem):
      "libpapi cannot be used: \(problem)"
    case .noSource(let id):
      "there is no counter source '\(id)'"
    case .sourceFailure(let text):
      text
    }
  }

  /// What would make it work, in one line.
  package var remedy: String {
    switch self {
    case .builtWithout(let trait):
      "rebuild with the \(trait) trait (a default one)"
    case .noHardwareUnit:
      "use bare metal or a virtual machine type with a virtual PMU"
    case .unitsUnknown:
      "show /sys to this process (in a container: mount sysfs), to tell a missing PMU from a missing event"
    case .noEventOfMachine:
      "add events to Benchmarks/CounterGroups, or use another counter group"
    case .busy:
      "end other profilers and try again"
    case .noPowerZone:
      "use a machine with RAPL and the kernel's intel_rapl driver"
    case .fileDenied(let path):
      "run as root, or let your group read it: chgrp and chmod g+r \(path)"
    case .fileUnreadable:
      "load the driver that keeps the file again, or leave out counter group 'energy'"
    case .noSuchEvent, .unsupportedByUnit:
      "name another event of this CPU in the counter group"
    case .denied(let paranoid?) where paranoid > Self.userParanoid:
      "run sysctl kernel.perf_event_paranoid=\(Self.userParanoid) or grant CAP_PERFMON"
    case .denied:
      "grant CAP_PERFMON and allow perf_event_open in the container's seccomp profile"
    case .kernelModeDenied:
      "run sysctl kernel.perf_event_paranoid=\(Self.kernelParanoid) or grant CAP_PERFMON"
    case .conflict(let watchdogCounts):
      watchdogCounts
        ? "run sysctl kernel.nmi_watchdog=0, which frees a counter"
        : "end other profilers, or move the event to a counter group of its own"
    case .descriptorLimit:
      "raise the limit with ulimit -n"
    case .kernelWithoutPerf:
      "use a kernel with CONFIG_PERF_EVENTS, or the counter group 'rusage'"
    case .systemFailure:
      "see perf_event_open(2), or use the counter group 'rusage'"
    case .countsNothing:
      "count it with more rights or on another machine; the reading here means nothing"
    case .libraryUnusable:
      "install the libpapi that belongs to the papi.h of the build"
    case .noSource:
      "name one of: \(CounterCatalog.all.map(\.id).joined(separator: ", "))"
    case .sourceFailure:
      "use the counter group 'rusage'"
    }
  }

  /// Highest `perf_event_paranoid` at which a process may count itself in user mode.
  private static var userParanoid: Int { 2 }
  /// Highest `perf_event_paranoid` at which a process may count itself in kernel mode.
  private static var kernelParanoid: Int { 1 }
}
