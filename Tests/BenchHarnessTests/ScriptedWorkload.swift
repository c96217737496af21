import BenchHarness
import BenchModel
import Synchronization
import TestSupport

extension ScriptedClock: TimeSource {}

/// What happened to the workloads of a test, in order.
final class CallLog {
  var entries: [String] = []
}

/// A workload whose calls cost scripted time: the costs in turn, the last one for ever.
final class ScriptedWorkload: Workload {
  let label: String
  private let clock: ScriptedClock
  private let log: CallLog
  private let costs: [UInt64]
  private let evictionCost: UInt64
  private(set) var runs = 0
  private(set) var evictions: [CachePolicy] = []
  /// Whether denormals were flushed in every call.
  private(set) var wasAlwaysFlushing = true

  init(
    _ label: String, clock: ScriptedClock, costs: [UInt64], evictionCost: UInt64 = 0,
    log: CallLog = CallLog()
  ) {
    self.label = label
    self.clock = clock
    self.costs = costs
    self.evictionCost = evictionCost
    self.log = log
  }

  func run() {
    clock.advance(by: costs[min(runs, costs.count - 1)])
    runs += 1
    wasAlwaysFlushing = wasAlwaysFlushing && FlushToZero.isOn
    log.entries.append("run \(label)")
  }

  func evict(_ policy: CachePolicy) {
    clock.advance(by: evictionCost)
    evictions.append(policy)
    log.entries.append("evict \(label) \(policy.rawValue)")
  }
}

/// A noise source that hands out prepared totals, the last one for ever.
final class ScriptedNoise: NoiseSource {
  private let script: [NoiseEvidence]
  private let log: CallLog?
  private(set) var readings = 0

  init(_ script: [NoiseEvidence] = [NoiseEvidence()], log: CallLog? = nil) {
    self.script = script
    self.log = log
  }

  func totals() -> NoiseEvidence {
    defer { readings += 1 }
    log?.entries.append("noise")
    return script[min(readings, script.count - 1)]
  }
}

/// Collects what a sampler tells.
final class EventLog {
  var events: [HarnessEvent] = []

  var warnings: [HarnessWarning] {
    events.compactMap { if case .warning(let warning) = $0 { warning } else { nil } }
  }

  /// Labels in the order of their samples.
  var sampledLabels: [String] {
    events.compactMap { if case .sampled(let label, _) = $0 { label } else { nil } }
  }
}
