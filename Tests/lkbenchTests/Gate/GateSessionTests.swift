import ArgumentParser
import BenchModel
import BenchRecords
import BenchReports
import Foundation
import Testing

@testable import lkbench

/// A layer that says what it is told to.
private struct ScriptedLayer: GateLayer {
  let id = "scripted"
  let title = "scripted"
  let needsBase = false
  let answer: @Sendable () throws -> GateOutcome

  func report(_ context: GateContext) throws -> GateLayerReport {
    GateLayerReport(id: id, title: title, outcome: try answer())
  }
}

@Suite("Gate session")
struct GateSessionTests {
  private func status(
    _ policy: InconclusivePolicy = .pass, _ answers: (@Sendable () throws -> GateOutcome)...
  ) throws -> (status: lkbench.ExitStatus, report: GateReport) {
    let context = GateContext(
      selection: try select(plain), wholeSuite: nil, selectionContext: .fixed,
      settings: PairedSettings(), head: "", base: nil, pinning: "off",
      allowsMissing: false, invariants: nil, terminal: Terminal(errorIsTerminal: false))
    let session = GateSession(
      context: context, layers: answers.map { ScriptedLayer(answer: $0) }, policy: policy,
      baseName: "x")
    let report = try session.report()
    return (session.status(report), report)
  }

  @Test("the worst layer decides over the exit code")
  func codes() throws {
    #expect(try status(.fail, { .passed }, { .skipped }).status == .fine)
    #expect(try status(.pass, { .inconclusive }, { .skipped }).status == .fine)
    #expect(try status(.fail, { .inconclusive }).status == .inconclusive)
    #expect(try status(.pass, { .regression }, { .inconclusive }).status == .regression)
    #expect(try status(.pass, { .incomparable }, { .passed }).status == .incomparable)
    #expect(try status(.pass, { .failed }, { .regression }).status == .failed)
  }

  @Test("a gate whose layers were all skipped compared nothing, and does not pass")
  func nothing() throws {
    let (status, report) = try status(.pass, { .skipped }, { .skipped })
    #expect(status == .incomparable)
    #expect(report.exitCode == 5 && report.outcome == .skipped)
    #expect(try self.status(.pass, { .skipped }, { .passed }).report.outcome == .passed)
  }

  @Test("a layer that cannot say anything leaves the others their word")
  func errors() throws {
    let (status, report) = try status(
      .pass, { throw GateError.baseUnusable("gone") }, { .passed })
    #expect(status == .incomparable)
    #expect(report.exitCode == 5)
    #expect(report.layers.map(\.outcome) == [.incomparable, .passed])
    #expect(report.layers[0].reason?.contains("gone") == true)
    #expect(throws: GateError.noBase) { try self.status(.pass, { throw GateError.noBase }) }
    #expect(throws: Interrupted.self) { try self.status(.pass, { throw Interrupted() }) }
  }

  @Test("a request selects its case again, on this build and on others")
  func requests() throws {
    let words = ["--suite", "ci", "--versus", "none"]
    let selection = try select(words)
    #expect(selection.caseCount == 12)
    for item in selection.cases {
      let request = GateCaseRequest(item)
      #expect(request.unsupported == nil)
      #expect(try select(request.arguments).cases.map(\.id) == [item.id])
    }
    let threads = try select(plain + ["--threads", "2"])
    #expect(GateCaseRequest(threads.cases[0]).unsupported == "the gate measures one thread")
    let cold = try select(plain + ["--cache", "cold-all"])
    #expect(GateCaseRequest(cold.cases[0]).unsupported == "the gate measures warm calls")
    let both = try select(plain + ["--threads", "2", "--cache", "cold-all"])
    #expect(
      GateCaseRequest(both.cases[0]).unsupported
        == "the gate measures one thread; the gate measures warm calls")
  }

  @Test("the job's summary is appended, other files are replaced")
  func files() throws {
    let folder = try ScratchFolder()
    let summary = folder.path + "/summary.md"
    try Data("before\n".utf8).write(to: URL(fileURLWithPath: summary))
    let report = try status(.pass, { .passed }).report
    let options = try GateOutputOptions.parse(["--junit", folder.path + "/j.xml"])
    let output = GateOutput(
      options: options, environment: [GateOutput.summaryVariable: summary])
    for _ in 0..<2 { try output.write(report, to: .init { _ in }) }
    let text = try String(contentsOfFile: summary, encoding: .utf8)
    #expect(text.hasPrefix("before\n## lkbench gate: passed"))
    #expect(text.split(separator: "## lkbench gate").count == 3)
    #expect(FileManager.default.fileExists(atPath: folder.path + "/j.xml"))
  }
}

@Suite("Gate self-test")
struct SelfTestTests {
  private func outcome(_ slowdowns: [Int: Double]) throws -> PairedOutcome {
    try scriptedGate(ScriptedSides(NoiseModel(slowdowns: slowdowns), seed: 3)).run()
  }

  @Test("counts alarms, detections and their exact intervals")
  func tally() throws {
    var tally = SelfTestTally()
    tally.add(try outcome([:]), slowed: nil)
    tally.add(try outcome([2: 0.2]), slowed: nil)
    tally.add(try outcome([2: 0.2]), slowed: "case-2")
    tally.add(try outcome([:]), slowed: "case-2")
    #expect(tally.gates == 4 && tally.falseAlarms == 1 && tally.detections == 1)
    #expect(tally.lines(hasSlowdown: true)[1] == "detected: 1 of 4 (95 % interval 0.6 % to 80.6 %)")
    #expect(tally.lines(hasSlowdown: false).count == 3)
  }

  @Test("scenarios are chosen by name")
  func scenarios() throws {
    #expect(try SelfTestOptions.parse([]).chosen().count == SelfTestScenario.all.count)
    #expect(
      try SelfTestOptions.parse(["--scenario", "busy,same"]).chosen().map(\.id)
        == ["same", "busy"])
    #expect(throws: SelectionError.self) {
      try SelfTestOptions.parse(["--scenario", "loud"]).chosen()
    }
    #expect(throws: SelectionError.self) { try SelfTestOptions.parse(["--gates", "0"]).chosen() }
  }
}
