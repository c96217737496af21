import Foundation
import FoundationXML
import Testing

@testable import BenchReports

@Suite("Gate report")
struct GateReportTests {
  private static let hostile = "k=7 <&\"'> \u{1} | end"

  static func report(_ outcomes: [GateOutcome] = GateOutcome.allCases) -> GateReport {
    let cases = outcomes.enumerated().map { number, outcome in
      GateCaseReport(
        id: "case \(number) \(hostile)", verdict: outcome.rawValue, outcome: outcome,
        reason: outcome == .passed ? nil : "because \(hostile)",
        figures: [
          GateFigure("change", title: "change", .number(0.0125), text: "+1.3 %"),
          .number("missing", title: "nothing", nil) { "\($0)" },
          .number("infinite", .infinity) { "\($0)" },
          GateFigure("algorithm", .text("fft")),
        ])
    }
    let layers = [
      GateLayerReport(
        id: "time", title: "paired wall time", outcome: outcomes.max() ?? .skipped,
        reason: "layer's own", facts: [GateFigure("seed", title: "seed", .text("7"))],
        cases: cases),
      GateLayerReport(
        id: "invariants", title: "exact invariants", outcome: .incomparable,
        reason: "no table", facts: []),
    ]
    return GateReport(
      version: "0.1.0", startedAt: "20260101T000000Z", machineName: "m",
      machineFingerprint: "0123456789abcdef", suite: "ci", base: "abc", head: "def", exitCode: 3,
      layers: layers)
  }

  @Test("the outcome of a gate is that of its worst layer")
  func outcome() {
    #expect(Self.report([.passed]).outcome == .incomparable)
    #expect(Self.report([.regression]).outcome == .regression)
    #expect(Self.report([.failed, .regression]).outcome == .failed)
    let nothing = GateReport(
      version: "", startedAt: "", machineName: "", machineFingerprint: "", suite: "", base: nil,
      head: "", exitCode: 0, layers: [])
    #expect(nothing.outcome == .skipped)
    var some = nothing
    some.layers = [GateOutcome.skipped, .passed, .skipped].map {
      GateLayerReport(id: "x", title: "x", outcome: $0)
    }
    #expect(some.outcome == .passed)
  }

  @Test("the JSON obeys the published schema")
  func schema() throws {
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Benchmarks/Schemas/gate.schema.json")
    let check = try SchemaCheck(try Data(contentsOf: path))
    var report = Self.report()
    #expect(try check.complaints(Data(report.json.utf8)) == [])
    report.base = nil
    #expect(try check.complaints(Data(report.json.utf8)) == [])
    // The check can say no.
    for (old, new) in [
      ("\"schema\" : 1", "\"schema\" : 2"), ("passed", "perfect"), ("head", "tail"),
    ] {
      let broken = report.json.replacing(old, with: new)
      #expect(try !check.complaints(Data(broken.utf8)).isEmpty, "\(old)")
    }
  }

  @Test("what was not measured is null, and no number is infinite")
  func nulls() throws {
    let json = Self.report().json
    #expect(json.contains("\"missing\" : null"))
    #expect(json.contains("\"infinite\" : null"))
  }

  @Test("the JUnit file parses, and its counts are those of its elements")
  func junit() throws {
    let document = try XMLDocument(xmlString: GateFormat.junit.text(Self.report(), false))
    let root = try #require(document.rootElement())
    #expect(root.name == "testsuites")
    for (attribute, path) in [
      ("tests", "//testcase"), ("failures", "//failure"), ("errors", "//error"),
      ("skipped", "//skipped"),
    ] {
      let count = try document.nodes(forXPath: path).count
      #expect(root.attribute(forName: attribute)?.stringValue == "\(count)", "\(attribute)")
    }
    #expect(try document.nodes(forXPath: "//failure").count == 1)
    #expect(try document.nodes(forXPath: "//error").count == 3)
    let name = try document.nodes(forXPath: "//testcase/@name").first?.stringValue
    #expect(name?.hasPrefix("case 0 k=7 <&\"'>") == true)
  }

  @Test("the console names every case, its verdict, its figures and its reason")
  func console() throws {
    let format = try #require(GateFormatCatalog.format(named: "console"))
    let text = format.text(Self.report(), false)
    for outcome in GateOutcome.allCases { #expect(text.contains(outcome.rawValue)) }
    #expect(text.contains("+1.3 %") && text.contains("because") && text.contains("seed: 7"))
    #expect(text.hasSuffix("gate: failed, exit code 3\n"))
    #expect(!text.contains("\u{1B}["))
    #expect(format.text(Self.report(), true).contains("\u{1B}[31m"))
  }

  @Test("the Markdown shows findings first and folds the rest")
  func markdown() {
    let text = GateFormat.markdown.text(Self.report(), false)
    #expect(text.hasPrefix("## lkbench gate: failed\n"))
    #expect(text.contains("<details><summary>1 more without a finding</summary>"))
    #expect(text.contains("\\|"))
  }

  @Test("formats are found by their names")
  func catalog() {
    #expect(GateFormatCatalog.all.map(\.id) == ["console", "markdown", "json", "junit"])
    #expect(GateFormatCatalog.format(named: "xml") == nil)
  }
}
