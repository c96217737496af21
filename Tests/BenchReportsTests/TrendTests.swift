import BenchModel
import BenchRecords
import BenchReports
import Foundation
import Testing

@Suite("Trends")
struct TrendTests {
  /// A series of counts that repeat exactly, so that the third value of a level is enough.
  private func entries(
    _ values: [Double], caseID: String = "dense/k31", metric: String = "median_ns",
    fingerprint: String = "f"
  ) -> [HistoryEntry] {
    values.enumerated().map { number, value in
      let minute = (number < 10 ? "0" : "") + String(number)
      return HistoryEntry(
        time: "2026-01-31T14:\(minute):00Z", commit: "commit\(minute)", fingerprint: fingerprint,
        caseID: caseID, metric: metric, value: value, runID: "run\(number)")
    }
  }

  private let step = [Double](repeating: 100, count: 9) + [Double](repeating: 110, count: 3)

  @Test("a step is reported with its commit, its size and whether it is worse")
  func step10() throws {
    let series = SeriesTrend.all(entries(step) + entries([1, 2], caseID: "short"))
    #expect(series.map(\.caseID) == ["dense/k31", "short"])
    let text = TrendReport(series, persistence: 3).text()
    #expect(
      text == """
        dense/k31  median_ns  on f, 12 points
          2026-01-31T14:09:00Z  commit09  100 ns → 110 ns  +10.0 %  worse  p < 0.0001
        2 series: 1 with a change, 0 without, 1 too short (fewer than 6 points)

        """)
  }

  @Test("machines, cases and metrics are series of their own, and time decides the order")
  func series() {
    let mixed =
      entries(step, fingerprint: "g").reversed() + entries(step, metric: "ratio_vs_onednn")
      + entries(step)
    let series = SeriesTrend.all(Array(mixed))
    #expect(series.count == 3)
    #expect(series.allSatisfy { $0.entries.map(\.value) == step && $0.changes.count == 1 })
    #expect(series.map { $0.judgement($0.changes[0]) } == ["worse", "better", "worse"])
  }

  @Test("small changes can be left out, and old values")
  func limits() {
    #expect(SeriesTrend.all(entries(step), smallest: 0.11)[0].changes.isEmpty)
    #expect(SeriesTrend.all(entries(step), latest: 5)[0].changes.isEmpty)
  }

  @Test("values that are not positive are compared as they are")
  func signs() throws {
    let values = [Double](repeating: 0, count: 5) + [Double](repeating: -2, count: 5)
    let change = try #require(SeriesTrend.all(entries(values, metric: "x"))[0].changes.first)
    #expect(change.before == 0 && change.after == -2 && change.relative == nil)
    let text = TrendReport(SeriesTrend.all(entries(values, metric: "x")), persistence: 3).text()
    #expect(text.contains("0 → -2.00  p < 0.0001"))
  }

  @Test("JSON names the method and every series; CSV is a history again")
  func formats() throws {
    let report = TrendReport(SeriesTrend.all(entries(step)), persistence: 3)
    let file = try #require(
      try JSONSerialization.jsonObject(with: Data(report.json().utf8)) as? [String: Any])
    #expect(file["method"] as? String == TrendReport.method)
    let series = try #require((file["series"] as? [[String: Any]])?.first)
    #expect(series["points"] as? Int == 12)
    let change = try #require((series["changes"] as? [[String: Any]])?.first)
    #expect(change["commit"] as? String == "commit09" && change["index"] as? Int == 9)
    #expect(((change["relative"] as? Double ?? 0) - 0.1).magnitude < 1e-12)
    let table = try HistoryTable(bytes: Array(report.csv().utf8), path: "stdout")
    #expect(table.entries == entries(step))
  }
}
