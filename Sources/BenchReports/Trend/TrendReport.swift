import BenchModel
import BenchRecords
import Foundation

/// What a history says, for people, for programs and for other tools.
package struct TrendReport: Sendable {
  /// How the changes were found, for every output.
  package static let method =
    "E-divisive means with t-tests (Matteson & James 2014; arXiv:2301.03034)"
  package let series: [SeriesTrend]
  package let persistence: Int

  package init(_ series: [SeriesTrend], persistence: Int) {
    self.series = series
    self.persistence = persistence
  }

  // MARK: Text

  /// The series with changes, one line per change, then how many had none.
  package func text() -> String {
    var lines: [String] = []
    for trend in series where !trend.changes.isEmpty {
      lines.append(
        "\(trend.caseID)  \(trend.metric)  on \(trend.fingerprint), \(Self.points(trend.entries.count))"
      )
      lines += trend.changes.map { Self.line($0, of: trend) }
    }
    let changed = series.count { !$0.changes.isEmpty }
    let short = series.count { $0.entries.count < 2 * persistence }
    let noun = "\(series.count) series"
    lines.append(
      "\(noun): \(changed) with a change, \(series.count - changed - short) without, "
        + "\(short) too short (fewer than \(2 * persistence) points)")
    return lines.map { $0 + "\n" }.joined()
  }

  private static func points(_ count: Int) -> String { "\(count) point\(count == 1 ? "" : "s")" }

  private static func line(_ change: ChangePoint, of trend: SeriesTrend) -> String {
    let entry = trend.entries[change.index]
    let isTime = trend.metric.hasSuffix("_ns")
    func level(_ value: Double) -> String {
      isTime ? NumberText.time(nanoseconds: value) : NumberText.significant(value)
    }
    let relative = change.relative.map { value in
      (value < 0 ? "" : "+") + NumberText.shortPercent(value)
    }
    let commit = entry.commit.isEmpty ? "commit not recorded" : String(entry.commit.prefix(12))
    let p = change.pValue < 1e-4 ? "p < 0.0001" : String(format: "p = %.4f", change.pValue)
    let parts = [
      entry.time, commit, "\(level(change.before)) → \(level(change.after))", relative,
      trend.judgement(change), p,
    ]
    return "  " + parts.compactMap(\.self).joined(separator: "  ")
  }

  // MARK: JSON

  /// One object, keys sorted, one per line, ended by a line feed.
  package func json() -> String {
    JSONText.document(
      File(method: Self.method, persistence: persistence, series: series.map(Series.init)))
  }

  private struct File: Encodable {
    let schema = 1
    let method: String
    let persistence: Int
    let series: [Series]
  }

  private struct Series: Encodable {
    let fingerprint: String
    let caseID: String
    let metric: String
    let points: Int
    let latest: Double?
    let changes: [Change]

    enum CodingKeys: String, CodingKey {
      case fingerprint
      case caseID = "case_id"
      case metric
      case points
      case latest
      case changes
    }

    init(_ trend: SeriesTrend) {
      (fingerprint, caseID, metric) = (trend.fingerprint, trend.caseID, trend.metric)
      points = trend.entries.count
      latest = trend.entries.last?.value
      changes = trend.changes.map { Change($0, of: trend) }
    }
  }

  private struct Change: Encodable {
    let time: String
    let commit: String
    let runID: String
    let index: Int
    let before: Double
    let after: Double
    let relative: Double?
    let judgement: String?
    let pValue: Double

    enum CodingKeys: String, CodingKey {
      case time
      case commit
      case runID = "run_id"
      case index
      case before
      case after
      case relative
      case judgement
      case pValue = "p_value"
    }

    init(_ change: ChangePoint, of trend: SeriesTrend) {
      let entry = trend.entries[change.index]
      (time, commit, runID, index) = (entry.time, entry.commit, entry.runID, change.index)
      (before, after, pValue) = (change.before, change.after, change.pValue)
      relative = change.relative
      judgement = trend.judgement(change)
    }
  }

  // MARK: CSV

  /// The entries of all series as a history of their own.
  package func csv() -> String {
    HistoryEntry.header + series.flatMap(\.entries).map(\.line).joined()
  }
}
