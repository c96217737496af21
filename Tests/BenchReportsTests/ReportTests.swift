import BenchRecords
import BenchReports
import Foundation
import Testing

@Suite("Report of a run")
struct ReportTests {
  private static let hostile = "</td><script>alert('x')</script>\"&"

  @Test("nothing of a results folder can become markup")
  func hostileText() throws {
    var environment = Self.environment(machine: Self.hostile)
    environment.details["git_dirty"] = "true"
    environment.details[Self.hostile] = Self.hostile
    let chart = ReportChart(
      title: Self.hostile, caption: Self.hostile, findings: Self.hostile, format: .svg,
      base64: "PHN2Zy8+")
    let report = Report(
      table: try Self.table(reason: Self.hostile), environment: environment,
      commands: [Self.hostile], charts: [chart], notes: [Self.hostile])
    let page = report.html
    #expect(!page.contains("<script>alert"))
    // The only script is the page's own.
    #expect(page.split(separator: "<script").count == 2)
    #expect(page.contains("&lt;/td&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&quot;&amp;"))
  }

  @Test("the page has its parts and loads nothing")
  func parts() throws {
    let chart = ReportChart(
      title: "Scaling", caption: "What it shows.", findings: "A line.", format: .png,
      base64: "iVBORw0KGgo=")
    let page = Report(
      table: try Self.table(reason: "no AVX-512"), environment: Self.environment(machine: "A CPU"),
      commands: ["lkbench run --suite s"], charts: [chart]
    ).html
    #expect(page.hasPrefix("<!doctype html>\n<html lang=\"en\">"))
    for title in ["Read this first", "Summary", "Charts", "All cases", "Command", "Environment"] {
      #expect(page.contains("<h2>\(title)</h2>"))
    }
    #expect(page.contains("Skipped: 1 case: no AVX-512"))
    #expect(
      page.contains(
        "<img src=\"data:image/png;base64,iVBORw0KGgo=\" alt=\"Scaling. What it shows.\""))
    #expect(page.contains("4.20 ms ± 5.0 %"))
    #expect(page.contains("lkbench run --suite s"))
    #expect(page.contains("<th scope=\"row\">machine.model_name</th><td>A CPU</td>"))
    #expect(!page.contains("http://") && !page.contains("https://"))
    #expect(page.contains("prefers-color-scheme: dark"))
  }

  @Test(
    "headers have scopes, sorting has buttons, numbers sort as numbers, empty columns are left out")
  func caseTable() throws {
    let page = Report(table: try Self.table(reason: "x")).html
    #expect(page.contains("<th scope=\"col\" aria-sort=\"none\"><button type=\"button\">variant"))
    #expect(page.contains("<th scope=\"row\">dense</th>"))
    #expect(page.contains("data-order=\"4200000.0\">4.20 ms"))
    #expect(page.contains("<td class=\"number\"></td>"), "not measured is empty")
    #expect(page.contains("stopped by") == false)
    #expect(page.contains("The environment was not recorded"))
  }

  @Test("a table without rows gives a page that says so")
  func empty() throws {
    let table = try RecordTable(bytes: Array(RecordSchema().header.utf8), path: "t.csv")
    let page = Report(table: table).html
    #expect(page.contains("nothing was measured") && page.contains("No row has a time."))
  }

  @Test("charts come from their index, the vector picture first, never from outside of the folder")
  func charts() throws {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "lkbench-report-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let charts = folder.appending(path: "charts")
    try FileManager.default.createDirectory(at: charts, withIntermediateDirectories: true)
    try Data("<svg/>".utf8).write(to: charts.appending(path: "a.svg"))
    try Data("png".utf8).write(to: charts.appending(path: "a.png"))
    try Data("secret".utf8).write(to: folder.appending(path: "secret.svg"))
    let index = """
      [{"name": "a", "title": "A", "caption": "c", "alt": "t", "files": ["a.png", "a.svg"]},
       {"name": "b", "title": "B", "caption": "c", "alt": "t", "files": ["../secret.svg"]},
       {"name": "c", "title": "C", "caption": "c", "alt": "t", "files": ["gone.svg"]}]
      """
    try Data(index.utf8).write(to: charts.appending(path: "charts.json"))
    let results = folder.appending(path: "results.csv")
    try Data(try RecordSchema().header.utf8).write(to: results)
    let page = try Report(folder: folder.path).html
    #expect(page.contains("data:image/svg+xml;base64,\(Data("<svg/>".utf8).base64EncodedString())"))
    #expect(page.components(separatedBy: "<figure>").count == 2)
    #expect(page.contains("environment.json"))
    // What is left out is told of.
    #expect(page.contains("Chart b: ") && page.contains("it names no picture of a known format"))
    #expect(page.contains("Chart c: cannot read \(charts.path)/gone.svg: "))
    #expect(!page.contains("Chart a: "))
    #expect(page.contains("cannot read \(folder.path)/command.txt: "))
    #expect(!ChartFolder(charts.path).isUpToDate(with: folder.path + "/gone"))
    let drawn = [FileAttributeKey.modificationDate: Date(timeIntervalSince1970: 1000)]
    try FileManager.default.setAttributes(drawn, ofItemAtPath: charts.path + "/charts.json")
    for (time, isUpToDate) in [(999.0, true), (1001, false)] {
      let table = [FileAttributeKey.modificationDate: Date(timeIntervalSince1970: time)]
      for name in ["results.csv", "secret.svg"] {
        try FileManager.default.setAttributes(table, ofItemAtPath: folder.path + "/" + name)
      }
      #expect(ChartFolder(charts.path).isUpToDate(with: folder.path) == isUpToDate)
    }
    try Data("[{".utf8).write(to: charts.appending(path: "charts.json"))
    let damaged = try Report(folder: folder.path).html
    #expect(damaged.contains("charts.json is damaged: it is no list of charts"))
    try FileManager.default.removeItem(at: charts)
    #expect(!(try Report(folder: folder.path).html.contains("charts.json")))
  }

  private static func environment(machine: String) -> RunEnvironment {
    var description = MachineDescription()
    description.modelName = machine
    return RunEnvironment(
      runID: "r", suite: machine, startedAt: "20260131T142500Z", selectionDigest: "",
      commandLine: ["lkbench", "run"], machine: description, system: SystemDescription())
  }

  /// A measured row and one that was skipped for `reason`.
  private static func table(reason: String) throws -> RecordTable {
    let schema = try RecordSchema(extraColumns: ["stop_reason"])
    var text = schema.header
    for status in [RecordStatus.ok, .skipped] {
      var record = RunRecord(schema: schema, runID: "r", suite: "s", caseID: status.rawValue)
      let cells: [(CoreColumn, Cell)] = [
        (.variant, "dense"), (.form, "direct"), (.kernel, 31), (.threads, 1), (.batch, 1),
        (.channels, 96), (.height, 56), (.width, 56), (.layout, "nhwc"), (.cache, "warm"),
      ]
      for (column, cell) in cells { record[column] = cell }
      if status == .ok {
        record[.medianNS] = .real(4.2e6)
        record[.ciLowNS] = .real(4e6)
        record[.ciHighNS] = .real(4.41e6)
        record[.verified] = .boolean(true)
      }
      record.set(status: status, reason: status == .ok ? nil : reason)
      text += try record.csvLine()
    }
    return try RecordTable(bytes: Array(text.utf8), path: "t.csv")
  }
}
