package import BenchModel
package import BenchRecords
import Glibc

/// The values of one metric of one case on one machine in the order of time, and where their level changed.
package struct SeriesTrend: Sendable {
  package let fingerprint: String
  package let caseID: String
  package let metric: String
  /// In the order of time.
  package let entries: [HistoryEntry]
  /// Means are geometric where every value is positive, as for times and ratios.
  package let changes: [ChangePoint]

  /// The series of a history, each with its changes of at least `smallest` (0.01 for 1 %).
  ///
  /// The order is that in which the series first appear. Of each only the last `latest` values count.
  package static func all(
    _ entries: [HistoryEntry], finder: ChangePoints = ChangePoints(), smallest: Double = 0,
    latest: Int = .max
  ) -> [SeriesTrend] {
    var order: [[String]] = []
    var groups: [[String]: [HistoryEntry]] = [:]
    for entry in entries {
      let key = [entry.fingerprint, entry.caseID, entry.metric]
      if groups[key] == nil { order.append(key) }
      groups[key, default: []].append(entry)
    }
    return order.compactMap { key in
      // Runs may be appended late; of one moment the order of the file stays.
      let sorted = (groups[key] ?? []).enumerated().sorted {
        ($0.element.time, $0.offset) < ($1.element.time, $1.offset)
      }.map(\.element)
      return SeriesTrend(Array(sorted.suffix(latest)), finder: finder, smallest: smallest)
    }
  }

  private init?(_ entries: [HistoryEntry], finder: ChangePoints, smallest: Double) {
    guard let first = entries.first else { return nil }
    (fingerprint, caseID, metric) = (first.fingerprint, first.caseID, first.metric)
    self.entries = entries
    let values = entries.map(\.value)
    // Noise of times grows with them: on the logarithm it has one size.
    let isPositive = values.allSatisfy { $0 > 0 }
    changes = finder.find(in: isPositive ? values.map { log($0) } : values).map { point in
      isPositive
        ? ChangePoint(
          index: point.index, before: exp(point.before), after: exp(point.after),
          pValue: point.pValue) : point
    }.filter { ($0.relative?.magnitude ?? .infinity) >= smallest }
  }

  /// Whether an increase of the metric is bad; `nil` for metrics of which that is not known.
  package static func isWorseWhenLarger(_ metric: String) -> Bool? {
    if metric.hasSuffix("_ns") || metric.hasSuffix("_bytes") || metric == "max_error" {
      return true
    }
    let larger = ["ratio_vs_", "useful_gflops", "nominal_gflops", "peak_fraction", "roof_fraction"]
    return larger.contains { metric.hasPrefix($0) } ? false : nil
  }

  /// `worse` or `better`; `nil` where the metric does not say.
  package func judgement(_ change: ChangePoint) -> String? {
    Self.isWorseWhenLarger(metric).map { isWorse in
      (change.after > change.before) == isWorse ? "worse" : "better"
    }
  }
}

extension ChangePoint {
  /// The change as a share of the level before; `nil` where that is 0.
  package var relative: Double? { before == 0 ? nil : after / before - 1 }
}
