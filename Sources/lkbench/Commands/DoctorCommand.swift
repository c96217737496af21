import ArgumentParser
import BenchRecords

/// `lkbench doctor`: what this machine can measure, and what stands in the way.
struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Machine, noise, and counters with reason and remedy where they are missing.")

  @Flag(help: "Print JSON.")
  var json = false

  func run() throws {
    let report = DoctorReport()
    try TextOutput.standardOutput.print(json ? try report.json() : report.text)
  }
}
