import ConvModel
import Synchronization

/// Times a stage's candidates on this machine and remembers the result, in memory and in a file.
///
/// As a library's measuring planner does: a choice costs some tens of milliseconds once, and later plans of
/// the same stage find it.
package final class MeasuredChoices: Sendable {
  private let store: PlanStore?
  private let report: @Sendable (String) -> Void
  private let state: Mutex<State>

  private struct State {
    /// Nanoseconds of every candidate, by stage; `nil` until the first choice.
    var known: [String: [String: Double]]?
    var hasReported = false
  }

  /// Remembers for this process only.
  package convenience init() { self.init(store: nil) { _ in } }

  /// Reads what `store` has when the first choice is made, and adds to it; `nil` remembers for this process
  /// only.
  ///
  /// `report` is given one line when the file cannot be read or written, the first time only: nothing but
  /// the memory of choices depends on it.
  package init(store: PlanStore?, report: @escaping @Sendable (String) -> Void) {
    self.store = store
    self.report = report
    state = Mutex(State())
  }

  /// The times of a stage that were measured before, by algorithm.
  private func known(_ key: String) -> [String: Double] {
    if state.withLock({ $0.known == nil }) {
      var loaded: [String: [String: Double]] = [:]
      keep { () throws(PlanStoreError) in loaded = try store?.load() ?? [:] }
      state.withLock { $0.known = $0.known ?? loaded }
    }
    return state.withLock { $0.known?[key] } ?? [:]
  }

  /// Does something with the file, or reports why not.
  private func keep(_ body: () throws(PlanStoreError) -> Void) {
    do throws(PlanStoreError) { try body() } catch {
      let isFirst = state.withLock { state in
        defer { state.hasReported = true }
        return !state.hasReported
      }
      if isFirst { report(error.description) }
    }
  }

  /// The fastest of `algorithms` for a stage in tensors of `slice`, timed now or before.
  ///
  /// - Throws: `PlanError` where none of them can be prepared and computes the stage.
  func fastest(
    _ stage: Stage, on slice: TensorSlice, among algorithms: [any Algorithm]
  ) throws(PlanError) -> (algorithm: any Algorithm, reason: String) {
    guard let first = algorithms.first else {
      throw .noAlgorithm(structure: stage.structure.kind.rawValue)
    }
    let key = Self.key(stage, on: slice, set: first.instructionSet)
    let before = known(key)
    var outcome = StageTimer.Outcome()
    for algorithm in algorithms {
      if let time = before[algorithm.id] {
        outcome.candidates.append(Candidate(algorithm: algorithm, nanoseconds: time))
      }
    }
    if outcome.candidates.count < algorithms.count {
      outcome = try StageTimer(stage, on: slice).time(algorithms)
      let times = Dictionary(
        uniqueKeysWithValues: outcome.candidates.map { ($0.algorithm.id, $0.nanoseconds) })
      state.withLock { $0.known?[key] = times }
      keep { () throws(PlanStoreError) in try store?.save(key: key, times: times) }
    }
    guard let choice = Candidate.fastest(of: outcome.candidates, "measured") else {
      throw .noAlgorithm(structure: stage.structure.kind.rawValue)
    }
    let rest = outcome.rejections.map { "; left out: \($0)" }.joined()
    return (choice.algorithm, choice.reason + rest)
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
