import ArgumentParser
import BenchModel
import Foundation
import Testing

@testable import lkbench

@Suite("Self-test of the gate on a model")
struct GateSelfTestTests {
  private static func scenario(_ id: String) throws -> SelfTestScenario {
    try #require(SelfTestScenario.all.first { $0.id == id })
  }

  /// Twelve cases; `model` is the machine as it is without the asked slowdown.
  private static func test(
    gates: Int, _ model: NoiseModel = NoiseModel(), ignoresSlowdown: Bool = false
  ) throws -> GateSelfTest {
    let selection = try select(["--suite", "ci", "--versus", "none"])
    var settings = PairedSettings()
    // The model's clock is fast and the gate's is real: no budget may cut a loaded machine short.
    settings.budget = 1e6
    let context = GateContext(
      selection: selection, wholeSuite: nil, selectionContext: .fixed, settings: settings, head: "",
      base: nil, pinning: "off", allowsMissing: false, invariants: nil,
      terminal: Terminal(errorIsTerminal: false))
    let ids = selection.cases.map(\.id)
    var options = try SelfTestOptions.parse([])
    options.gates = gates
    var seed: UInt64 = 0
    return GateSelfTest(context: context, options: options) { slowdown in
      seed += 1
      var model = model
      if let slowdown, !ignoresSlowdown, let index = ids.firstIndex(of: slowdown.caseID) {
        model.slowdowns[index] = slowdown.share
      }
      return ScriptedSides(model, seed: seed)
    }
  }

  @Test("equal builds: every gate is counted, none is red, with the exact interval of 0 of 20")
  func same() throws {
    let tally = try Self.test(gates: 20).tally(try Self.scenario("same"))
    #expect(tally.gates == 20 && tally.falseAlarms == 0 && tally.detections == 0)
    #expect(tally.machineProblems == 0 && tally.seconds.count == 20)
    let lines = tally.lines(hasSlowdown: false)
    // 1 - 0.025^(1/20) = 16.84 %.
    #expect(lines[0] == "false alarms: 0 of 20 (95 % interval 0.0 % to 16.8 %)")
    #expect(lines[1].hasPrefix("inconclusive because of the machine: 0 of 20 "))
    #expect(lines.count == 3 && lines[2].hasPrefix("longest gate: "))
  }

  @Test("a slowed case that is found counts as found and as no alarm, another one in each gate")
  func slow() throws {
    var slowed: [String] = []
    var test = try Self.test(gates: 12)
    let sides = try #require(test.modelled)
    test.modelled = { slowdown in
      #expect(slowdown?.share == 0.1)
      slowed.append(slowdown?.caseID ?? "none")
      return sides(slowdown)
    }
    let tally = try test.tally(try Self.scenario("slow-10"))
    #expect(slowed == test.context.requests.map(\.id))
    #expect(tally.detections == 12 && tally.falseAlarms == 0)
    // 0.025^(1/12) = 73.5 %.
    #expect(
      tally.lines(hasSlowdown: true)[1] == "detected: 12 of 12 (95 % interval 73.5 % to 100.0 %)")
  }

  @Test("a slowdown that the gate does not see is not counted as found")
  func missed() throws {
    let test = try Self.test(gates: 6, ignoresSlowdown: true)
    let tally = try test.tally(try Self.scenario("slow-5"))
    #expect(tally.detections == 0 && tally.falseAlarms == 0 && tally.gates == 6)
  }

  @Test("a red case that nobody slowed is a false alarm, beside one that somebody did too")
  func alarms() throws {
    // Case 3 is always slower: right where it is the slowed one, a false alarm elsewhere.
    let test = try Self.test(gates: 5, NoiseModel(slowdowns: [3: 0.2]))
    let alone = try test.tally(try Self.scenario("same"))
    #expect(alone.falseAlarms == 5 && alone.detections == 0)
    let both = try test.tally(try Self.scenario("slow-10"))
    #expect(both.falseAlarms == 4 && both.detections == 5)
    #expect(
      both.lines(hasSlowdown: true)[0] == "false alarms: 4 of 5 (95 % interval 28.4 % to 99.5 %)")
  }

  @Test("a machine that cannot be trusted is counted, and finds nothing")
  func machine() throws {
    let test = try Self.test(gates: 4, NoiseModel(waiting: 0.5))
    let tally = try test.tally(try Self.scenario("slow-10"))
    #expect(tally.machineProblems == 4 && tally.detections == 0 && tally.falseAlarms == 0)
  }

  @Test(
    "the exact intervals are those of published tables",
    arguments: [
      (0, 20, 0.0, 0.1684), (1, 20, 0.0013, 0.2487), (10, 20, 0.2720, 0.7280),
      (20, 20, 0.8316, 1.0),
      (0, 10, 0.0, 0.3085), (3, 10, 0.0667, 0.6525), (5, 100, 0.0164, 0.1128),
    ])
  func intervals(successes: Int, trials: Int, low: Double, high: Double) {
    let interval = BinomialRate(successes: successes, trials: trials).interval()
    #expect(abs(interval.lowerBound - low) < 5e-5 && abs(interval.upperBound - high) < 5e-5)
  }

  @Test("scenarios run in their own order, and wrong ones are refused")
  func options() throws {
    let all = try SelfTestOptions.parse([]).chosen().map(\.id)
    #expect(all == ["same", "slow-5", "slow-10", "busy"])
    let some = try SelfTestOptions.parse(["--scenario", "busy,same"]).chosen()
    #expect(some.map(\.id) == ["same", "busy"])
    for words in [["--scenario", "slow"], ["--gates", "0"]] {
      #expect(throws: SelectionError.self) { try SelfTestOptions.parse(words).chosen() }
    }
  }
}
