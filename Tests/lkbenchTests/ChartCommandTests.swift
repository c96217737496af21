import Foundation
import Testing

@Suite("lkbench chart and lkbench report", .serialized)
struct ChartCommandTests {
  /// The tables of the reference run, without its charts.
  private static func copyReference(to folder: String) throws {
    let repository = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let reference = repository.appending(path: "results/reference-epyc-zen4-scaling-efficiency")
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
    for name in ["results.csv", "environment.json", "command.txt"] {
      try FileManager.default.copyItem(
        atPath: reference.appending(path: name).path, toPath: folder + "/" + name)
    }
  }

  @Test("without matplotlib charts are refused with the remedy, and a report is made without them")
  func noMatplotlib() throws {
    let tool = try ToolFixture()
    try Self.copyReference(to: tool.path("run"))
    let chart = try tool.call(["chart", "run", "--python", "no-such-python"])
    #expect(chart.status == 74)
    #expect(
      chart.errors
        == "lkbench: no matplotlib in no-such-python: install python3-matplotlib, or name a Python "
        + "that has it with --python\n")
    let report = try tool.call(["report", "run", "--python", "no-such-python"])
    #expect(report.status == 0 && report.output == "run/report.html\n", "\(report.errors)")
    let page = try String(contentsOfFile: tool.path("run/report.html"), encoding: .utf8)
    #expect(page.contains("Charts: no matplotlib in no-such-python"))
    #expect(page.contains("308 cases") && page.contains("AMD EPYC"))
    #expect(page.contains("lkbench run --suite scaling-efficiency --max-time 250ms"))
  }

  @Test("what cannot be read or written is one line and status 74")
  func files() throws {
    let tool = try ToolFixture()
    let nowhere = try tool.call(["report", "nowhere"])
    #expect(nowhere.status == 74 && nowhere.errors.hasPrefix("lkbench: cannot read nowhere/"))
    try Self.copyReference(to: tool.path("run"))
    let report = try tool.call(
      ["report", "run", "--python", "no-such-python", "--output", "absent/page.html"])
    #expect(report.status == 74)
    #expect(report.errors == "lkbench: cannot write absent/page.html: No such file or directory\n")
    #expect(report.output.isEmpty)
  }
}
