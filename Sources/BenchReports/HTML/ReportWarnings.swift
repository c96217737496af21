import BenchRecords

/// What a reader of a report must know before trusting its numbers.
enum ReportWarnings {
  /// Failures and other reasons listed one by one; the rest is counted.
  private static let listed = 12

  /// One line per kind of doubt; none where there is nothing to say.
  static func lines(_ table: RecordTable, environment: RunEnvironment?) -> [String] {
    var lines: [String] = []
    if table.rows.isEmpty { lines.append("The table has no rows: nothing was measured.") }
    if table.isTruncated {
      lines.append("The table ends in the middle of a row, which was left out: the run was killed.")
    }
    let failed = table.rows.filter { $0.status == .failed }
    lines += reasons(failed.map { "\($0.caseID): \($0.text(.reason) ?? "no reason")" })
      .map { "Failed: \($0)" }
    let skipped = table.rows.filter { $0.status == .skipped }
    lines += grouped(skipped.map { $0.text(.reason) ?? "no reason" }).map { "Skipped: \($0)" }
    let passed = table.rows.filter { $0.status == .ok }
    let unverified = passed.count { $0.boolean(.verified) != true }
    if unverified > 0 {
      lines.append("\(unverified) of \(passed.count) measured cases were not verified.")
    }
    let stopped = passed.count { $0.text("stop_reason").map { $0 != "precision" } ?? false }
    if stopped > 0 {
      lines.append(
        "\(stopped) of \(passed.count) cases ended before their precision was reached: mind the "
          + "intervals.")
    }
    return lines + doubts(environment)
  }

  private static func doubts(_ environment: RunEnvironment?) -> [String] {
    guard let environment else {
      return ["The environment was not recorded: these times cannot be compared with others."]
    }
    var lines: [String] = []
    let build = environment.details["build_configuration"]
    if let build, build != "release" { lines.append("Measured with a \(build) build.") }
    if environment.details["git_dirty"] == "true" {
      lines.append("The source had changes that are in no commit.")
    }
    if environment.machine.isVirtual == true {
      lines.append("The machine is virtual: its neighbours may disturb the times.")
    }
    return lines
  }

  /// Each different text once, with how often it occurs.
  private static func grouped(_ texts: [String]) -> [String] {
    var counts: [String: Int] = [:]
    for text in texts { counts[text, default: 0] += 1 }
    let lines = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    return reasons(lines.map { "\($0.value) case\($0.value == 1 ? "" : "s"): \($0.key)" })
  }

  private static func reasons(_ texts: [String]) -> [String] {
    guard texts.count > listed else { return texts }
    return texts.prefix(listed - 1) + ["\(texts.count - listed + 1) more; see the table"]
  }
}
