import ArgumentParser

/// `lkbench gate-worker`: what the gate starts for each side; not for people.
struct GateWorkerCommand: ParsableCommand {
  static let name = "gate-worker"

  static let configuration = CommandConfiguration(
    commandName: name, abstract: "Serve the gate's requests from standard input.",
    shouldDisplay: false)

  func run() throws {
    try GateWorker().serve { readLine() }
  }
}
