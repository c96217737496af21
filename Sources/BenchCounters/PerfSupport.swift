import Glibc

/// What the kernel says about its counting, read from `/proc` and `/sys`; `nil` where it says nothing.
package struct PerfSupport: Hashable, Sendable {
  /// Counting units of CPUs (`cpu`, `cpu_core`, `armv8_pmuv3_0`); empty where there are none to see.
  package let hardwareUnits: [String]
  /// Why the kernel's list of units is not known, as in a sandbox without `/sys`.
  package let unitsProblem: String?
  package let paranoid: Int?
  /// Whether the NMI watchdog holds one hardware counter.
  package let watchdogCounts: Bool?
  /// The soft limit of open files.
  package let descriptorLimit: Int?
  /// Whether the process may count whatever the paranoid level (CAP_PERFMON or CAP_SYS_ADMIN).
  package let hasCapability: Bool?
  /// Whether a seccomp filter sees the process's system calls, as in containers.
  package let isFiltered: Bool?
  /// In place of values that are `nil`, by the file's name.
  private let problems: [String: String]

  package init(
    hardwareUnits: [String], unitsProblem: String? = nil, paranoid: Int?, watchdogCounts: Bool?,
    descriptorLimit: Int?,
    hasCapability: Bool? = nil, isFiltered: Bool? = nil
  ) {
    self.hardwareUnits = hardwareUnits
    self.paranoid = paranoid
    self.watchdogCounts = watchdogCounts
    self.descriptorLimit = descriptorLimit
    self.hasCapability = hasCapability
    self.isFiltered = isFiltered
    self.unitsProblem = unitsProblem
    problems = [:]
  }

  /// Reads this machine, or a copy of its files below `root`.
  package init(root: String = "") {
    let devices = root + Self.unitFolder
    // No folder at all is no proof: a kernel that counts has it, and shows it where /sys is mounted.
    switch KernelFile.names(in: devices) {
    case .success(let names):
      hardwareUnits = names.filter { name in ["cpu", "armv8"].contains { name.hasPrefix($0) } }
      unitsProblem = names.isEmpty ? "\(Self.unitFolder) is absent or empty" : nil
    case .failure(let failure):
      hardwareUnits = []
      unitsProblem = "\(Self.unitFolder): \(String(cString: strerror(failure.code)))"
    }
    var problems: [String: String] = [:]
    func number(_ name: String) -> Int? {
      let file = KernelFile.read(root + "/proc/sys/kernel/" + name)
      if file.number == nil { problems[name] = file.problem }
      return file.number
    }
    paranoid = number(Self.paranoidFile)
    watchdogCounts = number(Self.watchdogFile).map { $0 != 0 }
    self.problems = problems
    // A process may always read its own status, except where there is no /proc: then the lines are left out.
    let status = KernelFile.read(root + "/proc/self/status").text
    // Bits of linux/capability.h: CAP_SYS_ADMIN is 21, CAP_PERFMON 38.
    hasCapability = Self.field("CapEff", of: status).flatMap { UInt64($0, radix: 16) }.map {
      $0 & (1 << 21 | 1 << 38) != 0
    }
    isFiltered = Self.field("Seccomp", of: status).flatMap(Int.init).map { $0 == 2 }
    var limit = rlimit()
    descriptorLimit =
      getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0
      ? Int(clamping: limit.rlim_cur) : nil
  }

  /// One line per fact, for `lkbench doctor`.
  package var lines: [String] {
    var lines = [
      "hardware counters: "
        + (unitsProblem.map { "unknown (\($0))" }
          ?? (hardwareUnits.isEmpty
            ? "none (no cpu* in \(Self.unitFolder))" : hardwareUnits.joined(separator: ", "))),
      "perf_event_paranoid: "
        + (paranoid.map(String.init) ?? problems[Self.paranoidFile] ?? "unreadable"),
      "NMI watchdog: "
        + (watchdogCounts.map { $0 ? "on, holds one counter" : "off" }
          ?? problems[Self.watchdogFile] ?? "unreadable"),
    ]
    if let hasCapability {
      lines.append("CAP_PERFMON: \(hasCapability ? "yes, or CAP_SYS_ADMIN" : "no")")
    }
    if let isFiltered {
      lines.append("seccomp filter: \(isFiltered ? "on, may refuse counting" : "off")")
    }
    return lines
  }

  /// Why a hardware event may be missing altogether; `nil` where a unit is listed.
  var missingUnit: CounterUnavailability? {
    guard hardwareUnits.isEmpty else { return nil }
    return unitsProblem.map { .unitsUnknown($0) } ?? .noHardwareUnit
  }

  private static let unitFolder = "/sys/bus/event_source/devices"
  private static let paranoidFile = "perf_event_paranoid"
  private static let watchdogFile = "nmi_watchdog"

  private static func field(_ name: String, of status: String?) -> String? {
    status?.split(separator: "\n").first { $0.hasPrefix(name + ":") }
      .map { $0.dropFirst(name.count + 1).filter { !$0.isWhitespace } }
  }
}
