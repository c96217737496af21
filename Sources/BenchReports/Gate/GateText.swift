/// A gate's report for people.
enum GateText {
  static func console(_ report: GateReport, isColored: Bool) -> String {
    let layers = report.layers.map { layer in
      var text = "\(layer.title): \(headline(layer))\n"
      text += facts(layer).map { "  \($0)\n" }.joined()
      if !layer.cases.isEmpty { text += "\n" + table(layer).plain(isColored: isColored) }
      return text
    }
    return ([heading(report).map { $0 + "\n" }.joined()] + layers + [conclusion(report) + "\n"])
      .joined(separator: "\n")
  }

  static func markdown(_ report: GateReport) -> String {
    let layers = report.layers.map { layer in
      var text = "### \(layer.title): \(headline(layer))\n\n"
      text += facts(layer).map { "- \($0)\n" }.joined()
      let notable = layer.cases.filter { $0.outcome != .passed }
      if !notable.isEmpty { text += "\n" + table(layer, notable).markdown() }
      let others = layer.cases.filter { $0.outcome == .passed }
      if !others.isEmpty {
        text += "\n<details><summary>\(others.count) more without a finding</summary>\n\n"
        text += table(layer, others).markdown() + "\n</details>\n"
      }
      return text
    }
    let title = "## lkbench \(report.command): \(report.outcome.rawValue)\n"
    return
      ([title, heading(report).map { "- \($0)\n" }.joined()] + layers
      + [conclusion(report) + "\n"]).joined(separator: "\n")
  }

  private static func heading(_ report: GateReport) -> [String] {
    let sides = report.base.map { "\(report.head) against \($0)" } ?? report.head
    return ["\(report.suite): \(sides)", "machine: \(report.machineName)"]
  }

  private static func conclusion(_ report: GateReport) -> String {
    "\(report.command): \(report.outcome.rawValue), exit code \(report.exitCode)"
  }

  /// The layer's outcome, how many cases have which verdict, and the reason.
  private static func headline(_ layer: GateLayerReport) -> String {
    var counts: [(word: String, count: Int)] = []
    for verdict in layer.cases.map(\.verdict) {
      if let place = counts.firstIndex(where: { $0.word == verdict }) {
        counts[place].count += 1
      } else {
        counts.append((verdict, 1))
      }
    }
    let tally = counts.map { "\($0.count) \($0.word)" }.joined(separator: ", ")
    let reason = layer.reason.map { "; \($0)" } ?? ""
    return layer.outcome.rawValue + (tally.isEmpty ? "" : " (\(tally))") + reason
  }

  private static func facts(_ layer: GateLayerReport) -> [String] {
    layer.facts.compactMap { fact in
      fact.text.isEmpty ? nil : fact.title.map { "\($0): \(fact.text)" }
    }
  }

  private static func table(
    _ layer: GateLayerReport, _ cases: [GateCaseReport]? = nil
  ) -> TextTable {
    let cases = cases ?? layer.cases
    var titles: [String] = []
    for figure in cases.flatMap(\.figures) {
      if let title = figure.title, !titles.contains(title) { titles.append(title) }
    }
    let hasReasons = cases.contains { $0.reason != nil }
    var table = TextTable(
      columns: [.init("verdict", .left), .init("case", .left)]
        + titles.map { .init($0, .right) } + (hasReasons ? [.init("reason", .left)] : []))
    for item in cases {
      let texts = titles.map { title in
        TextTable.Entry(item.figures.first { $0.title == title }?.text ?? "")
      }
      let reason = hasReasons ? [TextTable.Entry(item.reason ?? "", tone: .faint)] : []
      table.append(
        [TextTable.Entry(item.verdict, tone: tone(item.outcome)), .init(item.id)] + texts + reason)
    }
    return table
  }

  private static func tone(_ outcome: GateOutcome) -> TextTable.Tone {
    switch outcome {
    case .passed: .good
    case .failed, .regression, .incomparable: .bad
    case .skipped, .inconclusive: .faint
    }
  }
}
