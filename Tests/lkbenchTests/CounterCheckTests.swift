import BenchCounters
import Foundation
import TestSupport
import Testing

@testable import lkbench

/// `doctor --validate-counters`, on processors that exist in this file only.
@Suite("lkbench doctor --validate-counters")
struct CounterCheckTests {
  private func check(_ processor: ScriptedProcessor) throws -> CounterCheck {
    let machine = try #require(MicroArchitecture.all.first { $0.id == "zen5" })
    let known = KnownLoop.all(level: 3, lines: 1 << 16)
    return try CounterCheck(
      machine: machine, sources: [processor],
      loops: (known.loops.map(processor.watching), known.skipped))
  }

  @Test("has a line per check and loop that was skipped, then the sum")
  func right() throws {
    let check = try check(.zen5)
    try check.requireTruth()
    let lines = check.text.split(separator: "\n").map(String.init)
    #expect(lines.count == check.validation.findings.count + 2)
    #expect(
      lines.suffix(2).first == "loop flops-512: the CPU or the system is below x86-64-v4")
    let (right, plausible) = (
      check.validation.findings.count { $0.verdict == .right },
      check.validation.findings.count { $0.verdict == .plausible }
    )
    #expect(
      lines.last
        == "zen5: \(right) counts right within 1 %, \(plausible) plausible only, 0 wrong;"
        + " 0 metrics not counted")
    #expect(right > 50 && plausible > 50)
  }

  @Test("keeps what a later reader needs: the machine, the versions, the work and every event")
  func recording() throws {
    let recording = try check(.zen5).recording
    #expect(recording.microArchitecture == "zen5" && recording.loops.count == 8)
    #expect(!recording.machine.processor.isEmpty && !recording.machine.kernel.isEmpty)
    #expect(recording.machine.papi.hasPrefix("PAPI"))
    for loop in recording.loops {
      #expect(Set(loop.events.keys) == Set(ScriptedProcessor.zen5.events.keys), "\(loop.name)")
      #expect(loop.known["instructions"] != nil)
    }
  }

  @Test("fails with status 1 and the first count that is off")
  func wrong() throws {
    var processor = ScriptedProcessor.zen5
    processor.factors = ["perf_raw::r0f03": 0.5]
    let check = try check(processor)
    let error = #expect(throws: CounterDeviationError.self) { try check.requireTruth() }
    #expect(error?.exitStatus == .failed)
    #expect(error?.description.hasSuffix("(and 2 more)") == true)
    #expect(
      error?.description.hasPrefix(
        "counters do not count what was executed: flops: papi_flops over flops-scalar: expected"
          + " 24000000, counted 12000000 (-50 %): WRONG") == true)
  }

  @Test("ends with status 6 and the reason where nothing can be counted")
  func absent() throws {
    var processor = ScriptedProcessor.zen5
    for event in processor.events.keys { processor.refused[event] = .denied(paranoid: 4) }
    let error = #expect(throws: RequiredCounterError.self) { try check(processor) }
    #expect(error?.exitStatus == .countersUnavailable)
    #expect(error?.description.contains("perf_event_paranoid=2") == true)
  }

  @Test(
    "skips no instruction set that this machine has, and checks the loops of the calibration too")
  func loops() {
    let (loops, skipped) = KnownLoop.ofMachine()
    let peaks = FlopLoop.ofMachine()
    #expect(loops.suffix(peaks.count).map(\.name) == peaks.map { "peak-" + $0.name })
    #expect(loops.suffix(peaks.count).allSatisfy { Array($0.known.keys) == [.flops] })
    #expect(loops.count + skipped.count == 9 + peaks.count)
  }

  @Test("is an option of its own: not with --calibrate, and --record needs it")
  func options() throws {
    let tool = try ToolFixture()
    for (words, message) in [
      (["--validate-counters", "--calibrate"], "exclude each other"),
      (["--record", "x"], "--record needs --validate-counters"),
    ] {
      let result = try tool.call(["doctor"] + words)
      #expect(result.status == 64 && result.errors.contains(message))
    }
  }

  /// Where hardware counts, `scripts/check-counters.sh` judges it; a test must not depend on that.
  @Test(
    "of the tool ends with status 6 and one line on a machine without hardware counters",
    .enabled(if: PerfProbe().hardware != 0, "this machine has hardware counters"))
  func command() throws {
    let tool = try ToolFixture()
    let result = try tool.call(["doctor", "--validate-counters", "--record", tool.path("r.json")])
    #expect(result.status == 6 && result.output.isEmpty)
    #expect(result.errors.contains("required counters are unavailable: papi_"))
    #expect(result.errors.split(separator: "\n").count == 1)
    #expect(!FileManager.default.fileExists(atPath: tool.path("r.json")))
  }
}
