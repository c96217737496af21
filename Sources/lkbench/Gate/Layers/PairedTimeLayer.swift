import BenchHarness
import BenchModel
import BenchReports

/// Layer 2: wall time of the base build and of this one, interleaved in this job.
struct PairedTimeLayer: GateLayer {
  let id = "time"
  let title = "paired wall time"
  let needsBase = true

  func report(_ context: GateContext) throws -> GateLayerReport {
    guard let base = try context.base?() else { throw GateError.noBase }
    let sides = try WorkerSides(
      base: base, head: context.head, pinning: try Pinning(parsing: context.pinning),
      slowdown: context.slowdown)
    let outcome = try Self.measure(context, sides)
    try sides.leave()
    var report = PairedReport(outcome, allowsMissing: context.allowsMissing).layer(
      id: id, title: title)
    report.facts += Self.warnings(sides.warnings, context.terminal)
    report.facts.append(
      GateFigure.number("cpu", title: "CPU of the workers", sides.cpu.map(Double.init)) {
        "\(Int($0))"
      })
    return report
  }

  /// What the system refused, for the report and said at once.
  static func warnings(_ lines: [String], _ terminal: Terminal) -> [GateFigure] {
    for line in lines { terminal.note("warning: \(line)") }
    return lines.enumerated().map { number, line in
      GateFigure.text("warning_\(number + 1)", title: "warning", line)
    }
  }

  /// Runs the gate with a progress line.
  static func measure(_ context: GateContext, _ sides: any GateSides) throws -> PairedOutcome {
    let clock = MonotonicClock()
    let terminal = context.terminal
    var gate = PairedGate(
      cases: context.requests, settings: context.settings, sides: sides,
      now: { Double(clock.nanoseconds()) / 1e9 })
    gate.isInterrupted = { Interrupt.isPending }
    var shown = (planned: 0, line: ProgressLine(total: 0, terminal: terminal), last: 0.0)
    gate.onProgress = { done, planned, label in
      if planned != shown.planned {
        shown = (planned, ProgressLine(total: planned, terminal: terminal), 0)
      }
      // Drawing wakes other processes; a few times a second is enough.
      let now = Double(clock.nanoseconds()) / 1e9
      guard now - shown.last > 0.3 else { return }
      shown.last = now
      shown.line.show(done: done, label)
    }
    defer { shown.line.clear() }
    return try gate.run()
  }
}
