import ArgumentParser
import BenchRecords

/// `lkbench doctor`: what this machine can measure, and what stands in the way.
struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Machine, noise, and counters with reason and remedy where they are missing.")

  @Flag(help: "Print JSON.")
  var json = false

  @Flag(help: "Measure peaks and bandwidths, some seconds, and keep them for the runs to come.")
  var calibrate = false

  func run() throws {
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
}
