import ArgumentParser
import BenchRecords
import BenchReports
import Foundation

/// `lkbench report`: one self-contained HTML page of a results folder.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Make one self-contained HTML page of a results folder.",
    discussion: """
      Summary, charts, a table of all cases that can be sorted, environment and
      command in one file that loads nothing. Charts are drawn first where there
      are none or a file of the folder is newer.

        lkbench report results/20260102T030405Z-epyc-sweep
      """)

  @Argument(help: .init("Results folder.", valueName: "dir"))
  var folder: String

  @Option(help: .init("The page (default: report.html in the results folder).", valueName: "file"))
  var output: String?

  @OptionGroup var python: PythonOptions

  func run() throws {
    // Before anything is drawn, so that a folder without a table gives one complaint.
    _ = try RecordTable(folder: folder)
    let report = try Report(folder: folder, notes: draw())
    let path = output ?? folder + "/" + Report.fileName
    try FileSystem.replace(path, with: report.html.utf8)
    try TextOutput.standardOutput.print(path + "\n")
  }

  /// Draws what is not drawn yet; why there are no charts, if there are none.
  private func draw() -> [String] {
    if ChartFolder(folder + "/charts").isUpToDate(with: folder) { return [] }
    do throws(ChartError) {
      let outcome = try ChartProgram(python.interpreter())
        .run([folder], output: FileHandle.nullDevice)
      return outcome.status == 0 ? [] : outcome.complaints.map { "Charts: \($0)" }
    } catch {
      return ["Charts: \(error)"]
    }
  }
}
