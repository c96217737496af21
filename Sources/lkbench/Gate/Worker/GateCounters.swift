import BenchCounters
import BenchHarness
import BenchModel

/// Cycles and instructions of a worker's cases: no verdict, but often the reason of one.
struct GateCounters {
  /// Their group, and the metrics of it that explain a time.
  static let group = "hardware"
  static let keys = ["papi_instructions", "papi_cycles"]

  /// `nil` where there is nothing to count with.
  private let pass: CounterPass?
  /// Why, where it is not that the machine has no counters.
  let problem: String?

  /// Tries the counters of the calling thread.
  init(folder: ProjectFolder) {
    guard let path = folder.find(CounterOptions.folder) else {
      (pass, problem) = (nil, "no folder \(CounterOptions.folder) here")
      return
    }
    do throws(CounterError) {
      let groups = try CounterGroup.all(below: path).selecting([Self.group])
      (pass, problem) = (try CounterPass(groups: groups), nil)
    } catch {
      (pass, problem) = (nil, error.description)
    }
  }

  /// Per call, over the calls of one batch; without those that cannot be counted.
  func counts(of workload: any Workload, _ batch: GateBatch) -> [String: Double] {
    guard let pass, pass.countsAnything else { return [:] }
    let metrics = pass.measure(iterations: batch.calls) { calls in
      for _ in 0..<calls { workload.run() }
    }
    var counts: [String: Double] = [:]
    for metric in metrics where metric.status == .ok && Self.keys.contains(metric.descriptor.key) {
      counts[metric.descriptor.key] = metric.value
    }
    return counts
  }
}
