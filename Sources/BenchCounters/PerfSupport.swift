import Foundation
import Glibc

/// What the kernel says about its counting, read from `/proc` and `/sys`; `nil` where it says nothing.
package struct PerfSupport: Hashable, Sendable {
  /// Counting units of CPUs (`cpu`, `cpu_core`, `armv8_pmuv3_0`); empty where there are none.
  package let hardwareUnits: [String]
  package let paranoid: Int?
  /// Whether the NMI watchdog holds one hardware counter.
  package let watchdogCounts: Bool?
  /// The soft limit of open files.
  package let descriptorLimit: Int?
  /// Whether the process may count whatever the paranoid level (CAP_PERFMON or CAP_SYS_ADMIN).
  package let hasCapability: Bool?
  /// Whether a seccomp filter sees the process's system calls, as in containers.
  package let isFiltered: Bool?

  package init(
    hardwareUnits: [String], paranoid: Int?, watchdogCounts: Bool?, descriptorLimit: Int?,
    hasCapability: Bool? = nil, isFiltered: Bool? = nil
  ) {
    self.hardwareUnits = hardwareUnits
    self.paranoid = paranoid
    self.watchdogCounts = watchdogCounts
    self.descriptorLimit = descriptorLimit
    self.hasCapability = hasCapability
    self.isFiltered = isFiltered
  }

  /// Reads this machine, or a copy of its files below `root`.
  package init(root: String = "") {
    // What cannot be read is `nil` here and "unreadable" in `lines`; a folder that is not there has no units.
    let devices = try? FileManager.default.contentsOfDirectory(
      atPath: root + "/sys/bus/event_source/devices")
    hardwareUnits = (devices ?? []).filter { name in
      ["cpu", "armv8"].contains { name.hasPrefix($0) }
    }.sorted()
    paranoid = Self.number(in: root + "/proc/sys/kernel/perf_event_paranoid")
    watchdogCounts = Self.number(in: root + "/proc/sys/kernel/nmi_watchdog").map { $0 != 0 }
    let status = try? String(contentsOfFile: root + "/proc/self/status", encoding: .utf8)
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
        + (hardwareUnits.isEmpty
          ? "none (no cpu* in /sys/bus/event_source/devices)"
          : hardwareUnits.joined(separator: ", ")),
      "perf_event_paranoid: \(paranoid.map(String.init) ?? "unreadable")",
      "NMI watchdog: "
        + (watchdogCounts.map { $0 ? "on, holds one counter" : "off" } ?? "unreadable"),
    ]
    if let hasCapability {
      lines.append("CAP_PERFMON: \(hasCapability ? "yes, or CAP_SYS_ADMIN" : "no")")
    }
    if let isFiltered {
      lines.append("seccomp filter: \(isFiltered ? "on, may refuse counting" : "off")")
    }
    return lines
  }

  private static func field(_ name: String, of status: String?) -> String? {
    status?.split(separator: "\n").first { $0.hasPrefix(name + ":") }
      .map { $0.dropFirst(name.count + 1).trimmingCharacters(in: .whitespaces) }
  }

  private static func number(in path: String) -> Int? {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return nil }
    return Int(text.trimmingCharacters(in: .whitespacesAndNewlines))
  }
}
