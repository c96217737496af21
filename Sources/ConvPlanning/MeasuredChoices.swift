import ConvModel
import Synchronization

/// Times a stage's candidates on this machine and remembers the result, in memory and in a file.
///
/// As a library's measuring planner does: a choice costs some tens of milliseconds once, and later plans of
/// the same stage find it. Timings of a busy moment may be wrong for ever; removing the file forgets them.
package final class MeasuredChoices: Sendable {
  private let store: PlanStore?
  /// Nanoseconds of every candidate, by stage.
  private let known: Mutex<[String: [String: Double]]>

  /// Reads what `store` has; `nil` remembers for this process only.
  package init(store: PlanStore?) {
    self.store = store
    known = Mutex(store?.load() ?? [:])
  }

  /// The fastest of `algorithms` for a stage in tensors of `slice`, timed now or before.
  ///
  /// - Throws: `PlanError` where none of them can be prepared.
  func fastest(
    _ stage: Stage, on slice: TensorSlice, among algorithms: [any Algorithm]
  ) throws(PlanError) -> (algorithm: any Algorithm, reason: String) {
    guard let first = algorithms.first else {
      throw .noAlgorithm(structure: stage.structure.kind.rawValue)
    }
    let key = Self.key(stage, on: slice, set: first.instructionSet)
    let before = known.withLock { $0[key] } ?? [:]
    var candidates: [Candidate] = []
    for algorithm in algorithms {
      if let time = before[algorithm.id] {
        candidates.append(Candidate(algorithm: algorithm, nanoseconds: time))
      }
    }
    if candidates.count < algorithms.count {
      candidates = StageTimer(stage, on: slice).time(algorithms)
      let times = Dictionary(
        uniqueKeysWithValues: candidates.map { ($0.algorithm.id, $0.nanoseconds) })
      known.withLock { $0[key] = times }
      store?.save(key: key, times: times)
    }
    guard let choice = Candidate.fastest(of: candidates, "measured") else {
      throw .noAlgorithm(structure: stage.structure.kind.rawValue)
    }
    return choice
  }

  /// Everything of a stage that its time depends on, as text; the share of pruned taps in steps of 5 %.
  private static func key(_ stage: Stage, on slice: TensorSlice, set: InstructionSet) -> String {
    let shape = stage.shape
    let taps = stage.structure.rowSpans(shape).reduce(0) { $0 + $1.count }
    var parts = [
      set.rawValue, slice.layout.rawValue, "\(slice.tensor)", "\(shape.map.channels) channels",
      "\(shape.kernelHeight)x\(shape.kernelWidth)", stage.structure.kind.rawValue,
      "\(taps) taps",
    ]
    switch stage.structure {
    case .taps: parts.append("\(Int((20 * stage.density).rounded()) * 5) % kept")
    case .shared(let grid): parts.append("grid \(grid)")
    case .dense, .rowSpans: break
    }
    if stage.accumulates { parts.append("adds") }
    return parts.joined(separator: ", ")
  }
}

extension Stage {
  /// Share of the possible taps that are not zero, over all channels.
  fileprivate var density: Double {
    let possible = structure.rowSpans(shape).reduce(0) { $0 + $1.count } * shape.map.channels
    let kept = weights.reduce(0) { $0 + ($1 == 0 ? 0 : 1) }
    return Double(kept) / Double(possible)
  }
}
