import ArgumentParser
import BenchHarness
import BenchModel
import BenchReports
import Foundation

/// How the gate tests itself.
struct SelfTestOptions: ParsableArguments {
  @Flag(
    help: "Gate this build against itself, as it is and with injected changes; print the rates.")
  var selfTest = false

  @Option(help: .init("Gates per scenario.", valueName: "N"))
  var gates = 5

  @Option(
    help: .init("Scenarios: all, or some of \(scenarios).", valueName: "list"))
  var scenario = "all"

  private static var scenarios: String {
    SelfTestScenario.all.map(\.id).joined(separator: ", ")
  }

  /// - Throws: `SelectionError`.
  func chosen() throws(SelectionError) -> [SelfTestScenario] {
    guard gates > 0 else {
      throw .malformed(option: "--gates", value: "\(gates)", expected: "at least 1")
    }
    if scenario == "all" { return SelfTestScenario.all }
    let names = ListParsing.elements([scenario])
    for name in names where !SelfTestScenario.all.contains(where: { $0.id == name }) {
      throw .malformed(
        option: "--scenario", value: scenario, expected: "all, or some of \(Self.scenarios)")
    }
    return SelfTestScenario.all.filter { names.contains($0.id) }
  }
}

/// One kind of gate whose right answer is known.
struct SelfTestScenario: Sendable {
  let id: String
  let title: String
  /// Share of its time by which one case of the head build is slower; 0 for none.
  let slowdown: Double
  /// Whether a sibling wants the workers' CPU all the time.
  let isBusy: Bool

  static let all = [
    SelfTestScenario(id: "same", title: "the same build twice", slowdown: 0, isBusy: false),
    SelfTestScenario(
      id: "slow-5", title: "one case 5 % slower", slowdown: 0.05, isBusy: false),
    SelfTestScenario(
      id: "slow-10", title: "one case 10 % slower", slowdown: 0.1, isBusy: false),
    SelfTestScenario(
      id: "busy", title: "the same build twice, a busy sibling on the CPU", slowdown: 0,
      isBusy: true),
  ]
}

/// What the gates of a scenario answered.
struct SelfTestTally: Hashable {
  private(set) var gates = 0
  /// Gates that called a case red that nobody slowed.
  private(set) var falseAlarms = 0
  /// Gates that called the slowed case red.
  private(set) var detections = 0
  /// Gates that blamed the machine.
  private(set) var machineProblems = 0
  private(set) var seconds: [Double] = []

  mutating func add(_ outcome: PairedOutcome, slowed: String?) {
    gates += 1
    let red = outcome.cases.filter { $0.verdict == .regression }.map(\.id)
    if red.contains(where: { $0 != slowed }) { falseAlarms += 1 }
    if let slowed, red.contains(slowed) { detections += 1 }
    if outcome.machineProblem != nil { machineProblems += 1 }
    seconds.append(outcome.seconds)
  }

  /// One line per rate, with its exact 95 % interval.
  func lines(hasSlowdown: Bool) -> [String] {
    var lines = ["false alarms: \(rate(falseAlarms))"]
    if hasSlowdown { lines.append("detected: \(rate(detections))") }
    lines.append("inconclusive because of the machine: \(rate(machineProblems))")
    let longest = seconds.max() ?? 0
    lines.append("longest gate: \(NumberText.significant(longest)) s")
    return lines
  }

  private func rate(_ count: Int) -> String {
    let interval = BinomialRate(successes: count, trials: gates).interval()
    return "\(count) of \(gates) (95 % interval \(NumberText.shortPercent(interval.lowerBound)) "
      + "to \(NumberText.shortPercent(interval.upperBound)))"
  }
}

/// `gate --self-test`: gates whose right answer is known, and how often the gate gave it.
struct GateSelfTest {
  let context: GateContext
  let options: SelfTestOptions
  /// Models of sides for a gate with this slowdown; `nil` for workers of this build.
  var modelled: ((GateSlowdown?) -> any GateSides)?

  /// Prints the rates of every scenario as it ends.
  ///
  /// - Throws: `SelectionError`, `GateError`, `Interrupted`.
  func run() throws {
    for scenario in try options.chosen() {
      let tally = try tally(scenario)
      context.terminal.print("\(scenario.title) (\(scenario.id)):")
      for line in tally.lines(hasSlowdown: scenario.slowdown > 0) {
        context.terminal.print("  " + line)
      }
    }
  }

  /// The gates of one scenario, each told of as it ends.
  ///
  /// - Throws: `GateError`, `Interrupted`.
  func tally(_ scenario: SelfTestScenario) throws -> SelfTestTally {
    var tally = SelfTestTally()
    for gate in 0..<options.gates {
      try Interrupt.check()
      let (outcome, slowed) = try measure(scenario, gate: gate)
      tally.add(outcome, slowed: slowed)
      context.terminal.note(Self.line(scenario, gate, outcome, slowed: slowed))
    }
    return tally
  }

  private func measure(
    _ scenario: SelfTestScenario, gate: Int
  ) throws -> (outcome: PairedOutcome, slowed: String?) {
    let usable = context.requests.filter { $0.unsupported == nil }
    // Another case in each gate, so that the rate is not one kernel's.
    let slowed = scenario.slowdown > 0 && !usable.isEmpty ? usable[gate % usable.count].id : nil
    var context = context
    context.settings.seed = context.settings.seed &+ UInt64(gate)
    let slowdown = slowed.map { GateSlowdown(caseID: $0, share: scenario.slowdown) }
    if let modelled {
      return (try PairedTimeLayer.measure(context, modelled(slowdown)), slowed)
    }
    let sides = try WorkerSides(
      base: context.head, head: context.head, pinning: try Pinning(parsing: context.pinning),
      slowdown: slowdown)
    let sibling =
      scenario.isBusy ? try BusySibling(executable: context.head, cpu: sides.cpu) : nil
    defer { sibling?.end() }
    let outcome = try PairedTimeLayer.measure(context, sides)
    // The next gate must find the CPUs that this one found.
    try sides.leave()
    _ = PairedTimeLayer.warnings(sides.warnings, context.terminal)
    return (outcome, slowed)
  }

  private static func line(
    _ scenario: SelfTestScenario, _ gate: Int, _ outcome: PairedOutcome, slowed: String?
  ) -> String {
    let red = outcome.cases.filter { $0.verdict == .regression }.map(\.id)
    let floor = outcome.noiseFloor.map(NumberText.shortPercent) ?? "unknown"
    var text =
      "\(scenario.id) \(gate + 1): red: \(red.isEmpty ? "none" : red.joined(separator: ", "))"
    text += ", noise floor \(floor), \(outcome.cases.count { $0.verdict == .same }) same"
    text += ", \(NumberText.significant(outcome.seconds)) s"
    if let slowed {
      let item = outcome.cases.first { $0.id == slowed }
      let change =
        item?.evidence.map { GateFigure.signedPercent(expm1($0.effect)) } ?? "not measured"
      text += "; slowed \(slowed): \(change), \(item?.verdict.word ?? "")"
    }
    if let problem = outcome.machineProblem { text += "; \(problem)" }
    return text
  }
}

/// A process that wants the CPU all the time.
private final class BusySibling {
  private let process = Process()
  private let input: FileHandle

  init(executable: String, cpu: Int?) throws {
    let pipe = Pipe()
    process.executableURL = URL(fileURLWithPath: executable)
    process.arguments = [GateWorkerCommand.name]
    process.standardInput = pipe
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    try pipe.fileHandleForReading.close()
    input = pipe.fileHandleForWriting
    let encoder = JSONEncoder()
    for request in [
      GateRequest(operation: .open, protocolVersion: GateProtocol.version, cpu: cpu),
      GateRequest(operation: .busy),
    ] {
      try input.write(contentsOf: try encoder.encode(request) + Data("\n".utf8))
    }
  }

  func end() {
    // The signal ends it even where its input stays open.
    try? input.close()
    process.terminate()
    process.waitUntilExit()
  }
}
