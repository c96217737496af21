/// The columns of a history, in the order of the file; the raw values are public names.
///
/// Apache Otava reads the file as it is: `time_column: time`, `attributes: [commit]`, `metrics: [value]`, once it
/// holds a single series (`lkbench history show --format csv`).
package enum HistoryColumn: String, CaseIterable, Sendable {
  case time
  case commit
  case fingerprint
  case caseID = "case_id"
  case metric
  case value
  case low
  case high
  case runID = "run_id"
  case schema
}

/// One value of one case in one run.
package struct HistoryEntry: Hashable, Sendable {
  /// Version of the layout of the file.
  package static let schema = 1

  /// Start of the run in UTC, ISO 8601.
  package let time: String
  /// Full commit, followed by `-dirty` where the tree had changes; empty where it was not recorded.
  package let commit: String
  /// Of the machine: values of different ones never form one series.
  package let fingerprint: String
  package let caseID: String
  /// The column of `results.csv` that the value comes from.
  package let metric: String
  package let value: Double
  /// Bounds of the value's nominal 95 % interval, where the run has one.
  package let low: Double?
  package let high: Double?
  package let runID: String

  package init(
    time: String, commit: String, fingerprint: String, caseID: String, metric: String,
    value: Double, low: Double? = nil, high: Double? = nil, runID: String
  ) {
    self.time = time
    self.commit = commit
    self.fingerprint = fingerprint
    self.caseID = caseID
    self.metric = metric
    self.value = value
    self.low = low
    self.high = high
    self.runID = runID
  }

  package static var header: String { CSVText.line(HistoryColumn.allCases.map(\.rawValue)) }

  /// The entry as a line of CSV, line feed included.
  package var line: String {
    CSVText.line(
      HistoryColumn.allCases.map { column in
        switch column {
        case .time: time
        case .commit: commit
        case .fingerprint: fingerprint
        case .caseID: caseID
        case .metric: metric
        case .value: value.description
        case .low: low?.description ?? ""
        case .high: high?.description ?? ""
        case .runID: runID
        case .schema: String(Self.schema)
        }
      })
  }

  /// What a history has once: appending a run twice changes nothing.
  struct Identity: Hashable {
    let runID: String
    let fingerprint: String
    let caseID: String
    let metric: String
  }

  var identity: Identity {
    Identity(runID: runID, fingerprint: fingerprint, caseID: caseID, metric: metric)
  }
}

extension HistoryEntry {
  /// The metrics that a history takes where nothing else is asked for: the median time and every ratio.
  package static func standardMetrics(of table: RecordTable) -> [String] {
    [CoreColumn.medianNS.rawValue] + RatioColumns.among(table.layout.columns).map(\.ratio)
  }

  /// The values of these columns of every row that is `ok`; cells without a number give none.
  ///
  /// In a merged folder each row has the time, commit and machine of the part that measured it.
  package static func entries(
    of table: RecordTable, environment: RunEnvironment, metrics: [String]
  ) -> [HistoryEntry] {
    let origins = environment.originsByRun
    return table.rows.filter { $0.status == .ok }.flatMap { row in
      let runID = row.text(.runID) ?? ""
      let origin = origins[runID] ?? environment
      return metrics.compactMap { metric -> HistoryEntry? in
        guard let value = row.real(metric), value.isFinite else { return nil }
        let isMedian = metric == CoreColumn.medianNS.rawValue
        return HistoryEntry(
          time: ISOTime.text(ofCompact: origin.startedAt), commit: origin.commit,
          fingerprint: origin.machineFingerprint, caseID: row.caseID, metric: metric, value: value,
          low: isMedian ? row.real(.ciLowNS) : row.real(metric + "_low"),
          high: isMedian ? row.real(.ciHighNS) : row.real(metric + "_high"), runID: runID)
      }
    }
  }
}

extension RunEnvironment {
  /// The commit that was measured, `-dirty` after it where the tree had changes.
  package var commit: String {
    let commit = details["git_commit"] ?? ""
    return commit.isEmpty || details["git_dirty"] != "true" ? commit : commit + "-dirty"
  }
}
