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

  package init(
    hardwareUnits: [String], paranoid: Int?, watchdogCounts: Bool?, descriptorLimit: Int?
  ) {
    self.hardwareUnits = hardwareUnits
    self.paranoid = paranoid
    self.watchdogCounts = watchdogCounts
    self.descriptorLimit = descriptorLimit
  }

  /// Reads this machine, or a copy of its files below `root`.
  package init(root: String = "") {
    let devices = try? FileManager.default.contentsOfDirectory(
      atPath: root + "/sys/bus/event_source/devices")
    hardwareUnits = (devices ?? []).filter { name in
      ["cpu", "armv8"].contains { name.hasPrefix($0) }
    }.sorted()
    paranoid = Self.number(in: root + "/proc/sys/kernel/perf_event_paranoid")
    watchdogCounts = Self.number(in: root + "/proc/sys/kernel/nmi_watchdog").map { $0 != 0 }
    var limit = rlimit()
    descriptorLimit =
      getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0
      ? Int(clamping: limit.rlim_cur) : nil
  }

  /// One line per fact, for `lkbench doctor`.
  package var lines: [String] {
    [
      "hardware counters: "
        + (hardwareUnits.isEmpty
          ? "none (no cpu* in /sys/bus/event_source/devices)"
          : hardwareUnits.joined(separator: ", ")),
      "perf_event_paranoid: \(paranoid.map(String.init) ?? "unreadable")",
      "NMI watchdog: "
        + (watchdogCounts.map { $0 ? "on, holds one counter" : "off" } ?? "unreadable"),
    ]
  }

  private static func number(in path: String) -> Int? {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return nil }
    return Int(text.trimmingCharacters(in: .whitespacesAndNewlines))
  }
}
