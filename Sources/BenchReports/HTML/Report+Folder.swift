package import BenchRecords
import Foundation

extension Report {
  /// The name of a report that is written into its results folder.
  package static let fileName = "report.html"

  /// Reads a results folder with its charts; what is missing beside the table becomes a note.
  ///
  /// Throws `RecordError` where `results.csv` cannot be read.
  package init(folder: String, notes: [String] = []) throws(RecordError) {
    let table = try RecordTable(folder: folder)
    var notes = notes
    var environment: RunEnvironment?
    do throws(RecordError) {
      environment = try RunEnvironment.read(folder: folder)
    } catch {
      notes.append(error.description)
    }
    let commands = (try? String(contentsOfFile: folder + "/command.txt", encoding: .utf8))?
      .split(whereSeparator: \.isNewline).map(String.init)
    self.init(
      table: table, environment: environment,
      commands: commands ?? environment.map { [ShellText.line($0.commandLine)] } ?? [],
      charts: ChartFolder(folder + "/charts").charts, notes: notes)
  }
}

/// The charts of a results folder, with the words that `lkbench chart` left beside them.
package struct ChartFolder: Sendable {
  /// Lists the charts in the order in which they were drawn.
  static let index = "charts.json"
  private static let largestFile = 8 << 20

  private let path: String

  package init(_ path: String) { self.path = path }

  private struct Entry: Decodable {
    let name: String
    let title: String
    let caption: String
    let alt: String
    let files: [String]
  }

  /// True if there are charts and none of the files of the results folder was changed after them.
  package func isUpToDate(with folder: String) -> Bool {
    guard let drawn = Self.changed(path + "/" + Self.index),
      let names = try? FileManager.default.contentsOfDirectory(atPath: folder)
    else { return false }
    return names.filter { !$0.hasSuffix(".html") }
      .compactMap { Self.changed(folder + "/" + $0) }.allSatisfy { $0 <= drawn }
  }

  /// When a file got its content; `nil` for folders and where there is none.
  private static func changed(_ path: String) -> Date? {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    guard attributes?[.type] as? FileAttributeType == .typeRegular else { return nil }
    return attributes?[.modificationDate] as? Date
  }

  /// Every chart whose picture can be read.
  var charts: [ReportChart] {
    guard let data = FileManager.default.contents(atPath: path + "/" + Self.index),
      let entries = try? JSONDecoder().decode([Entry].self, from: data)
    else { return [] }
    return entries.compactMap(chart)
  }

  /// The vector picture if there is one, else the other.
  private func chart(_ entry: Entry) -> ReportChart? {
    for format in ReportChart.Format.allCases {
      for name in entry.files where name.hasSuffix("." + format.rawValue) && !name.contains("/") {
        guard let content = FileManager.default.contents(atPath: path + "/" + name),
          content.count <= Self.largestFile
        else { continue }
        return ReportChart(
          title: entry.title, caption: entry.caption, findings: entry.alt, format: format,
          base64: content.base64EncodedString())
      }
    }
    return nil
  }
}
