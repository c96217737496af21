import BenchCounters
import Testing

@Suite("The counter report")
struct CounterReportTests {
  @Test("has one line per fact and metric, with the remedy and the cost of reading")
  func lines() throws {
    var source = ScriptedCounters(counts: ["a": 1])
    source.refused = ["b": .noHardwareUnit]
    var time: UInt64 = 0
    let report = try CounterReport(
      groups: [CounterGroup("g", [CounterMetric("a"), CounterMetric("b")])], sources: [source],
      support: PerfSupport(
        hardwareUnits: [], paranoid: 2, watchdogCounts: true, descriptorLimit: nil),
      probe: PerfProbe(software: 0, hardware: 2), knownWork: {},
      clock: {
        time += 250
        return time
      })
    #expect(
      Array(report.lines.dropFirst()) == [
        "hardware counters: none (no cpu* in /sys/bus/event_source/devices)",
        "perf_event_paranoid: 2",
        "NMI watchdog: on, holds one counter",
        "perf_event_open, software event (task clock): works",
        "perf_event_open, hardware event (cycles): ENOENT (No such file or directory): "
          + "\(CounterUnavailability.noHardwareUnit.reason); remedy: "
          + CounterUnavailability.noHardwareUnit.remedy,
        "papi_a: available as a",
        "papi_b: unsupported: \(CounterUnavailability.noHardwareUnit.reason)"
          + "; remedy: \(CounterUnavailability.noHardwareUnit.remedy)",
        "g: start and stop of 1 events take 250 ns",
      ])
    #expect(report.papi.hasPrefix("PAPI: "))
    #expect(report.lines.allSatisfy { !$0.contains("\n") })
  }

  @Test("in brief says each reason once per group")
  func brief() throws {
    var source = ScriptedCounters(counts: ["a": 1])
    source.refused = ["b": .noHardwareUnit, "c": .noHardwareUnit, "d": .countsNothing]
    let report = try CounterReport(
      groups: [CounterGroup("g", ["a", "b", "c", "d"].map { CounterMetric($0) })],
      sources: [source], knownWork: {}, clock: { 0 })
    #expect(
      Array(report.summaryLines.suffix(3)) == [
        "g: available: papi_a",
        "g: unsupported: papi_b, papi_c: \(CounterUnavailability.noHardwareUnit.reason); remedy: "
          + CounterUnavailability.noHardwareUnit.remedy,
        "g: unverified: papi_d: \(CounterUnavailability.countsNothing.reason); remedy: "
          + CounterUnavailability.countsNothing.remedy,
      ])
  }

  @Test("of this machine resolves every metric of the shipped groups")
  func machine() throws {
    let groups = try CounterGroup.all(below: shippedGroups)
    let report = try CounterReport(groups: groups)
    let own = groups.flatMap(\.metrics).filter { $0.origin == nil }
    #expect(report.outcomes.map(\.metric) == own)
    #expect(report.outcomes.filter { $0.source == "rusage" }.allSatisfy { $0.isCounted })
  }
}

extension CounterOutcome {
  var isCounted: Bool {
    if case .counted = resolution { true } else { false }
  }
}
