/// A gate's report as JUnit XML, which CI systems show as tests.
///
/// A suite per layer and a test per case: a regression is a failure, what cannot be compared or is wrong
/// an error, and what is inconclusive a skip that says why.
enum GateJUnit {
  static func text(_ report: GateReport) -> String {
    let suites = report.layers.map(suite)
    return """
      <?xml version="1.0" encoding="UTF-8"?>
      <testsuites name="lkbench \(report.command)" \(counts(report.layers))>
      \(suites.joined())</testsuites>

      """
  }

  private static func suite(_ layer: GateLayerReport) -> String {
    """
    <testsuite name="\(escaped(layer.id))" \(counts([layer]))>
    \(tests(layer).map { test(layer, $0) }.joined())</testsuite>

    """
  }

  /// The cases, or the layer itself where it has none or fails for a reason of its own.
  private static func tests(_ layer: GateLayerReport) -> [GateCaseReport] {
    let worst = layer.cases.map(\.outcome).max() ?? .passed
    guard layer.cases.isEmpty || layer.outcome > worst else { return layer.cases }
    let whole = GateCaseReport(
      id: layer.title, verdict: layer.outcome.rawValue, outcome: layer.outcome,
      reason: layer.reason)
    return [whole] + layer.cases
  }

  private static func counts(_ layers: [GateLayerReport]) -> String {
    let outcomes = layers.flatMap(tests).map(\.outcome)
    let elements = outcomes.map(element)
    return "tests=\"\(outcomes.count)\" failures=\"\(elements.count { $0 == "failure" })\" "
      + "errors=\"\(elements.count { $0 == "error" })\" "
      + "skipped=\"\(elements.count { $0 == "skipped" })\""
  }

  private static func element(_ outcome: GateOutcome) -> String? {
    switch outcome {
    case .passed: nil
    case .skipped, .inconclusive: "skipped"
    case .regression: "failure"
    case .incomparable, .failed: "error"
    }
  }

  private static func test(_ layer: GateLayerReport, _ item: GateCaseReport) -> String {
    let head =
      "<testcase classname=\"lkbench.gate.\(escaped(layer.id))\" name=\"\(escaped(item.id))\""
    let lines = item.figures.filter { $0.title != nil && !$0.text.isEmpty }
      .map { "\($0.title ?? $0.key): \($0.text)" }
    guard let element = element(item.outcome) else {
      return
        "\(head)><system-out>\(escaped(lines.joined(separator: "\n")))</system-out></testcase>\n"
    }
    let message = [item.verdict, item.reason].compactMap(\.self).joined(separator: ": ")
    // A skip has no content in most readers' schemas.
    if element == "skipped" {
      return "\(head)><skipped message=\"\(escaped(message))\"/></testcase>\n"
    }
    return "\(head)><\(element) type=\"\(escaped(item.verdict))\" message=\"\(escaped(message))\">"
      + "\(escaped(lines.joined(separator: "\n")))</\(element)></testcase>\n"
  }

  /// Text that is safe in attributes and between tags; what XML 1.0 forbids becomes a question mark.
  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "\n", "\t": result.unicodeScalars.append(scalar)
      case _ where scalar.value < 0x20 || scalar.value == 0xFFFE || scalar.value == 0xFFFF:
        result += "?"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
