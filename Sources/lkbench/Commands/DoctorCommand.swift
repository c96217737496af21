import ArgumentParser
import BenchCounters
import BenchHarness
import BenchRecords
import Foundation

/// `lkbench doctor`: what this machine can measure, and what stands in the way.
struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Machine, noise, and counters with reason and remedy where they are missing.")

  @Flag(help: "Print JSON.")
  var json = false

  @Flag(help: "Measure peaks and bandwidths, some seconds, and keep them for the runs to come.")
  var calibrate = false

  @Flag(
    help:
      "Count every hardware group over loops of known work; status 1 for more than 1 % off, 6 without counters."
  )
  var validateCounters = false

  @Option(
    help: .init(
      "With --validate-counters: keep the readings, if they are right, for the tests.",
      valueName: "FILE"))
  var record: String?

  func validate() throws {
    if validateCounters, calibrate {
      throw ValidationError("--validate-counters and --calibrate exclude each other")
    }
    if record != nil, !validateCounters {
      throw ValidationError("--record needs --validate-counters")
    }
  }

  func run() throws {
    if validateCounters { return try checkCounters() }
    let machine = MachineDescription(.live)
    let terminal = Terminal()
    let store = CeilingStore.cached(fingerprint: machine.fingerprint)
    let remedy = calibrate ? "measured again" : CeilingStore.remedy
    var ceilings = store.load(
      fingerprint: machine.fingerprint, remedy: remedy, warn: terminal.note)
    if calibrate {
      Interrupt.install()
      if BuildDescription.isDebug {
        terminal.note(
          "warning: a debug build measures little, so its ceilings are not kept; use swift build -c release"
        )
      }
      ceilings = try store.calibrate(machine)
    }
    let report = DoctorReport(ceilings: ceilings)
    try TextOutput.standardOutput.print(json ? try report.json() : report.text)
  }

  private func checkCounters() throws {
    let check = try pinned { try CounterCheck() }
    try TextOutput.standardOutput.print(
      json ? String(decoding: try check.recording.json(), as: UTF8.self) : check.text)
    try check.requireTruth()
    if let record { try FileSystem.replace(record, with: try check.recording.json()) }
  }

  /// Calls `body` on one CPU, since counters of different cores are not those of one loop; where the system
  /// refuses, on any.
  private func pinned<Result>(_ body: () throws -> Result) throws -> Result {
    var affinity: CPUAffinity?
    do throws(HarnessError) {
      affinity = try CPUAffinity()
      _ = try affinity?.pin(.auto)
    } catch {
      Terminal().note("warning: not pinned: \(error)")
    }
    let result = Swift.Result { try body() }
    try affinity?.restore()
    return try result.get()
  }
}
