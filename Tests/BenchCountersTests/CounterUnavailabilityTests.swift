import BenchCounters
import BenchModel
import Foundation
import Glibc
import Testing

@Suite("The reason why an event cannot be counted")
struct CounterUnavailabilityTests {
  static let virtual = PerfSupport(
    hardwareUnits: [], paranoid: 2, watchdogCounts: false, descriptorLimit: 1024)
  static let bare = PerfSupport(
    hardwareUnits: ["cpu"], paranoid: 2, watchdogCounts: true, descriptorLimit: 1024)

  @Test(
    "follows from the errno of a plain event, then from PAPI's code",
    arguments: [
      (EPERM, PAPIFailure.permission, .denied(paranoid: 2)),
      (EACCES, .noSuchEvent, .denied(paranoid: 2)),
      (EMFILE, .noSuchEvent, .descriptorLimit(1024)),
      (ENFILE, .noDescriptor, .descriptorLimit(1024)),
      (ENOSYS, .system, .kernelWithoutPerf),
      (EBUSY, .system, .busy(code: EBUSY)),
      (ESRCH, .system, .systemFailure(code: ESRCH)),
      (0, .noDescriptor, .descriptorLimit(1024)),
      (0, .permission, .kernelModeDenied(paranoid: 2)),
      (0, .noSuchEvent, .noSuchEvent),
      (0, .unsupported, .unsupportedByUnit),
      (0, .conflict, .conflict(watchdogCounts: true)),
      (0, .other("odd"), .sourceFailure("PAPI: odd")),
    ] as [(Int32, PAPIFailure, CounterUnavailability)])
  func table(_ errno: Int32, _ failure: PAPIFailure, _ expected: CounterUnavailability) {
    let diagnosis = PerfDiagnosis(support: Self.bare, probe: errno)
    #expect(diagnosis.unavailability(after: failure, kind: .hardware) == expected)
  }

  @Test(
    "of a hardware event is the missing PMU where there is none",
    arguments: [PAPIFailure.noSuchEvent, .unsupported, .componentDisabled, .conflict])
  func virtualMachine(_ failure: PAPIFailure) {
    let diagnosis = PerfDiagnosis(support: Self.virtual, probe: 0)
    #expect(diagnosis.unavailability(after: failure, kind: .hardware) == .noHardwareUnit)
    #expect(diagnosis.unavailability(after: failure, kind: .software) != .noHardwareUnit)
  }

  @Test(
    "is told by every errno of perf_event_open",
    arguments: [
      (EACCES, .denied(paranoid: 2)), (EPERM, .denied(paranoid: 2)), (ENOENT, .noSuchEvent),
      (ENODEV, .unsupportedByUnit), (EOPNOTSUPP, .unsupportedByUnit),
      (EINVAL, .conflict(watchdogCounts: true)), (ENOSPC, .conflict(watchdogCounts: true)),
      (EMFILE, .descriptorLimit(1024)), (ENFILE, .descriptorLimit(1024)),
      (ENOSYS, .kernelWithoutPerf), (EBUSY, .busy(code: EBUSY)), (EAGAIN, .busy(code: EAGAIN)),
      (EFAULT, .systemFailure(code: EFAULT)),
    ] as [(Int32, CounterUnavailability)])
  func errno(_ code: Int32, _ expected: CounterUnavailability) throws {
    #expect(PerfErrno.cause(of: code, kind: .hardware, support: Self.bare) == expected)
    let line = try #require(PerfProbe(software: 0, hardware: code).lines(Self.bare).last)
    #expect(line.contains(PerfErrno.name(of: code)) && line.contains(expected.remedy))
    #expect(PerfErrno.name(of: code).hasPrefix("E") && !line.contains("\n"))
  }

  @Test("is the missing PMU for the errnos that a machine without one answers")
  func errnoOfVirtualMachine() {
    for code in [ENOENT, ENODEV, EOPNOTSUPP] {
      #expect(
        PerfErrno.cause(of: code, kind: .hardware, support: Self.virtual) == .noHardwareUnit)
    }
    #expect(PerfErrno.cause(of: 0, kind: .hardware, support: Self.virtual) == nil)
  }

  @Test("is not a missing PMU where the list of units cannot be seen")
  func hiddenUnits() throws {
    let hidden = PerfSupport(root: "/nowhere")
    let cause = CounterUnavailability.unitsUnknown(try #require(hidden.unitsProblem))
    #expect(cause.reason.contains("/sys/bus/event_source/devices is absent"))
    #expect(PerfErrno.cause(of: ENOENT, kind: .hardware, support: hidden) == cause)
    #expect(PerfErrno.cause(of: ENOENT, kind: .software, support: hidden) == .noSuchEvent)
    let diagnosis = PerfDiagnosis(support: hidden, probe: 0)
    #expect(diagnosis.unavailability(after: .noSuchEvent, kind: .hardware) == cause)
    #expect(
      diagnosis.unavailability(after: .conflict, kind: .hardware)
        == .conflict(watchdogCounts: false))
    #expect(hidden.lines.first?.hasPrefix("hardware counters: unknown (/sys") == true)
    #expect(hidden.lines.contains("perf_event_paranoid: absent"))
  }

  @Test("tells files that are there and cannot be read, or hold no number, from absent ones")
  func unreadableFiles() throws {
    let root = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: root) }
    // A folder in the place of a file cannot be read by root either.
    for folder in ["sys/bus/event_source", "proc/sys/kernel/perf_event_paranoid"] {
      try FileManager.default.createDirectory(
        at: root.appending(path: folder), withIntermediateDirectories: true)
    }
    for (file, text) in [
      ("sys/bus/event_source/devices", ""), ("proc/sys/kernel/nmi_watchdog", "on"),
    ] {
      try text.write(to: root.appending(path: file), atomically: false, encoding: .utf8)
    }
    #expect(
      PerfSupport(root: root.path(percentEncoded: false)).lines == [
        "hardware counters: unknown (/sys/bus/event_source/devices: Not a directory)",
        "perf_event_paranoid: unreadable: Is a directory", "NMI watchdog: 'on' is no number",
      ])
  }

  @Test("knows rights and filters of a process")
  func rights() throws {
    let root = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: root) }
    let folder = root.appending(path: "proc/self")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let file = folder.appending(path: "status")
    for (capabilities, filter, expected) in [
      (
        "0000004000000000", "2",
        ["CAP_PERFMON: yes, or CAP_SYS_ADMIN", "seccomp filter: on, may refuse counting"]
      ),
      ("0000000000200000", "0", ["CAP_PERFMON: yes, or CAP_SYS_ADMIN", "seccomp filter: off"]),
      ("0000000000000000", "0", ["CAP_PERFMON: no", "seccomp filter: off"]),
    ] {
      try "Name:\ttest\nCapEff:\t\(capabilities)\nSeccomp:\t\(filter)\nSeccomp_filters:\t1\n".write(
        to: file, atomically: false, encoding: .utf8)
      #expect(PerfSupport(root: root.path(percentEncoded: false)).lines.suffix(2) == expected[...])
    }
  }

  static let all: [CounterUnavailability] = [
    .builtWithout(trait: "PAPI"), .noHardwareUnit, .noSuchEvent, .denied(paranoid: 4),
    .denied(paranoid: 2), .denied(paranoid: nil), .kernelModeDenied(paranoid: 2),
    .kernelModeDenied(paranoid: nil), .unsupportedByUnit, .conflict(watchdogCounts: true),
    .conflict(watchdogCounts: false), .descriptorLimit(1024), .descriptorLimit(nil),
    .kernelWithoutPerf, .systemFailure(code: EBUSY), .countsNothing, .libraryUnusable("old"),
    .noSource("perf"), .sourceFailure("PAPI: odd"), .noEventOfMachine("zen2"), .busy(code: EBUSY),
    .noPowerZone("dram"), .fileDenied(path: "/sys/class/powercap/intel-rapl:0/energy_uj"),
    .fileUnreadable(path: "/sys/class/powercap/intel-rapl:0/energy_uj", code: ENODATA),
    .unitsUnknown("/sys/bus/event_source/devices is absent or empty"),
  ]

  @Test("has a remedy, in one line, and never counts as measured", arguments: all)
  func text(_ cause: CounterUnavailability) {
    #expect(!cause.reason.isEmpty && !cause.remedy.isEmpty)
    #expect(!cause.description.contains("\n"))
    #expect(cause.status != .ok && cause.status != .multiplexed)
  }

  @Test("names the paranoid level found and tells it from a sandbox")
  func paranoid() {
    #expect(CounterUnavailability.denied(paranoid: 4).reason.contains("is 4"))
    #expect(CounterUnavailability.denied(paranoid: 4).remedy.contains("paranoid=2"))
    #expect(CounterUnavailability.denied(paranoid: 2).remedy.contains("seccomp"))
    #expect(CounterUnavailability.kernelModeDenied(paranoid: 2).remedy.contains("paranoid=1"))
  }

  @Test("reads the kernel's files, and says nothing about those that are not there")
  func support() throws {
    let root = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: root) }
    for folder in ["sys/bus/event_source/devices/cpu_core", "proc/sys/kernel"] {
      try FileManager.default.createDirectory(
        at: root.appending(path: folder), withIntermediateDirectories: true)
    }
    try "4\n".write(
      to: root.appending(path: "proc/sys/kernel/perf_event_paranoid"), atomically: false,
      encoding: .utf8)
    let support = PerfSupport(root: root.path(percentEncoded: false))
    #expect(support.hardwareUnits == ["cpu_core"])
    #expect(support.paranoid == 4)
    #expect(support.watchdogCounts == nil)
    #expect(
      support.lines == [
        "hardware counters: cpu_core", "perf_event_paranoid: 4", "NMI watchdog: absent",
      ])
    #expect(PerfSupport(root: "/nowhere").hardwareUnits.isEmpty)
  }
}
