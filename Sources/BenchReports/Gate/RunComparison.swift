package import BenchModel
import BenchRecords

/// Two runs side by side, case by case; for reading, since what differs between two runs as a whole is in
/// no sample of either.
package struct RunComparison: Hashable, Sendable {
  /// What is compared.
  package enum Quantity: Sendable {
    /// Times per call.
    case time
    /// Times per call in units of what the machine can do: multiplied by `peak_gflops`, the rate of a
    /// loop of multiply-adds that was sampled in the same rounds.
    case timeAtPeak
  }

  package struct Case: Hashable, Sendable {
    package let id: String
    package let verdict: GateVerdict
    /// Head over base; `nil` where they are not compared.
    package var ratio: Double?
    /// 95 % or more, of this case alone.
    package var interval: ClosedRange<Double>?
    package var baseNanoseconds: Double?
    package var headNanoseconds: Double?
    package var baseSamples: Int?
    package var headSamples: Int?
    /// Whether only one of the runs has it.
    package var isMissing = false
  }

  package let cases: [Case]
  /// A slowdown up to this fraction is none.
  package let threshold: Double

  /// Compares every case of either run.
  ///
  /// The verdicts follow the rules of the gate: Holm over the compared cases for `regression` and
  /// `improvement`, the whole interval within the threshold for `same`.
  package init(
    base: ComparedRun, head: ComparedRun, quantity: Quantity = .time, rules: GateRules = GateRules()
  ) {
    let threshold = rules.leastThreshold
    self.threshold = threshold
    let ids = base.caseIDs + head.caseIDs.filter { base.rows[$0] == nil }
    var cases = ids.map { Self.unjudged($0, base, head, quantity) }
    let compared = cases.indices.filter { cases[$0].pair != nil }
    let limit = 1 + threshold
    let slower = HolmCorrection.adjusted(compared.map { cases[$0].pair?.pValue(above: limit) ?? 1 })
    let faster = HolmCorrection.adjusted(
      compared.map { cases[$0].pair?.pValue(below: 1 / limit) ?? 1 })
    for (place, index) in compared.enumerated() {
      cases[index].verdict =
        if slower[place] <= rules.familyError {
          .regression
        } else if faster[place] <= rules.familyError {
          .improvement
        } else if let interval = cases[index].interval, interval.lowerBound > 1 / limit,
          interval.upperBound < limit
        {
          .same
        } else {
          .inconclusive("neither a difference nor sameness is shown")
        }
    }
    self.cases = cases.map(\.finished)
  }

  /// A case before its verdict, which depends on the others.
  private struct Draft {
    let id: String
    var verdict: GateVerdict
    var isMissing = false
    var pair: UnpairedRatio?
    var times: (base: [Double], head: [Double])?

    var interval: ClosedRange<Double>? { pair.map { $0.interval() } }

    var finished: Case {
      var item = Case(id: id, verdict: verdict)
      item.isMissing = isMissing
      item.ratio = pair?.ratio
      item.interval = interval
      if let times {
        item.baseNanoseconds = OrderStatistics(times.base)?.median
        item.headNanoseconds = OrderStatistics(times.head)?.median
        item.baseSamples = times.base.count
        item.headSamples = times.head.count
      }
      return item
    }
  }

  private static func unjudged(
    _ id: String, _ base: ComparedRun, _ head: ComparedRun, _ quantity: Quantity
  ) -> Draft {
    guard let baseRow = base.rows[id], let headRow = head.rows[id] else {
      let holder = base.rows[id] == nil ? base.path : head.path
      return Draft(id: id, verdict: .incomparable("missing in \(holder)"), isMissing: true)
    }
    if baseRow.status != .ok || headRow.status != .ok {
      let words = [baseRow, headRow].map { row in
        (row.status?.rawValue ?? "without status") + (row.text(.reason).map { " (\($0))" } ?? "")
      }
      return baseRow.status == headRow.status
        ? Draft(id: id, verdict: .skipped(words[1]))
        : Draft(
          id: id, verdict: .incomparable("\(words[0]) there, \(words[1]) here"), isMissing: true)
    }
    let (old, new) = (base.times[id] ?? [], head.times[id] ?? [])
    var factors = (base: 1.0, head: 1.0)
    if quantity == .timeAtPeak {
      guard let basePeak = baseRow.real(peakColumn), let headPeak = headRow.real(peakColumn),
        basePeak > 0, headPeak > 0
      else { return Draft(id: id, verdict: .incomparable("a run has no \(peakColumn)")) }
      factors = (basePeak, headPeak)
    }
    guard
      let pair = UnpairedRatio(
        numerators: new.map { $0 * factors.head }, denominators: old.map { $0 * factors.base })
    else { return Draft(id: id, verdict: .incomparable("a run has no samples of it")) }
    return Draft(id: id, verdict: .skipped(""), pair: pair, times: (old, new))
  }

  /// The column of the reference loop.
  package static let peakColumn = "peak_gflops"
}
