import BenchModel
import Foundation

@testable import lkbench

/// A model of a machine: how times scatter, and what the head build does to them.
struct NoiseModel {
  /// Standard deviation of the logarithm of a sample's time.
  var scatter = 0.005
  /// Standard deviation of a case's logarithm per process: memory layout.
  var layout = 0.003
  /// Share of the samples that somebody disturbs, and by how much at most.
  var disturbed = 0.02
  var disturbance = 0.5
  /// Whether the system tells of disturbances.
  var isVisible = true
  /// What the head build costs per case number, as a share of the time.
  var slowdowns: [Int: Double] = [:]
  /// Share of the time in which workers have no CPU.
  var waiting = 0.0
  /// Whether the machine has hardware counters.
  var hasCounters = false
  /// Drift of the whole machine per second.
  var drift = 0.002
}

/// Sides that invent times by a model; a gate takes milliseconds.
final class ScriptedSides: GateSides {
  let model: NoiseModel
  private(set) var clock = 0.0
  private(set) var opened: [(role: GateRole, alignment: GateAlignment)] = []
  private(set) var running = 0
  fileprivate var generator: SplitMix64
  /// What sides answer for a case number.
  var answers: [GateRole: [Int: GatePreparation.Status]] = [:]
  /// A role that cannot be started.
  var absent: GateRole?
  /// A role that refuses everything once its first process has prepared it.
  var fickle: GateRole?
  /// What is wrong with the counters of a role.
  var countProblems: [GateRole: String] = [:]

  init(_ model: NoiseModel, seed: UInt64) {
    self.model = model
    generator = SplitMix64(seed: seed)
  }

  func open(_ role: GateRole, alignment: GateAlignment) throws -> any GateSide {
    if role == absent { throw GateError.of(role, "absent") }
    opened.append((role, alignment))
    running += 1
    return ScriptedSide(role, self)
  }

  fileprivate func closed() { running -= 1 }

  /// Close to N(0, 1).
  fileprivate func normal() -> Double {
    (0..<12).reduce(-6.0) { sum, _ in sum + generator.unitInterval() }
  }

  fileprivate func advance(_ seconds: Double) { clock += seconds }
}

private final class ScriptedSide: GateSide {
  private let role: GateRole
  private let sides: ScriptedSides
  private var layouts: [Int: Double] = [:]

  init(_ role: GateRole, _ sides: ScriptedSides) {
    self.role = role
    self.sides = sides
  }

  func prepare(
    _ request: GateCaseRequest, index: Int, verify: Bool
  ) throws -> GatePreparation {
    layouts[index] = sides.model.layout * sides.normal()
    if sides.fickle == role, !verify { return GatePreparation(status: .refused, reason: "no") }
    let answered = role == .control ? nil : sides.answers[role]?[index]
    return GatePreparation(status: answered ?? .ready, reason: answered.map { "\($0)" })
  }

  func calibrate(index: Int, nanoseconds: Double) throws -> Double {
    1e5 * Double(index + 1)
  }

  func counts(index: Int, batch: GateBatch) throws -> GateCounts {
    guard sides.model.hasCounters else { return GateCounts(problem: sides.countProblems[role]) }
    let slowdown = role == .head ? sides.model.slowdowns[index] ?? 0 : 0
    return GateCounts(values: ["papi_cycles": 1e6 * (1 + slowdown), "papi_instructions": 3e6])
  }

  func time(index: Int, batch: GateBatch) throws -> GateTiming {
    let model = sides.model
    var logarithm = (layouts[index] ?? 0) + model.scatter * sides.normal()
    logarithm += model.drift * sides.clock
    if role == .head { logarithm += log1p(model.slowdowns[index] ?? 0) }
    let isDisturbed = sides.generator.unitInterval() < model.disturbed
    if isDisturbed { logarithm += model.disturbance * sides.generator.unitInterval() }
    let call = 1e5 * Double(index + 1) * exp(logarithm)
    let elapsed = call * Double(batch.calls)
    sides.advance(elapsed / 1e9)
    let isSeen = isDisturbed && model.isVisible
    return GateTiming(
      callNanoseconds: call, elapsedNanoseconds: elapsed,
      stealNanoseconds: isSeen ? elapsed / 2 : 0, pressureNanoseconds: 0,
      waitedNanoseconds: model.waiting * elapsed, involuntarySwitches: isSeen ? 3 : 0)
  }

  func close() { sides.closed() }
}

/// A gate of `count` cases on a model.
func scriptedGate(
  _ sides: ScriptedSides, cases count: Int = 12, settings: PairedSettings = PairedSettings()
) -> PairedGate {
  PairedGate(
    cases: (0..<count).map { GateCaseRequest(id: "case-\($0)", arguments: []) },
    settings: settings, sides: sides, now: { sides.clock })
}
