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
    var commands = environment.map { [ShellText.line($0.commandLine)] } ?? []
    do throws(RecordError) {
      let text = String(decoding: try FileSystem.read(folder + "/command.txt"), as: UTF8.self)
      commands = text.split(whereSeparator: \.isNewline).map(String.init)
    } catch {
      notes.append(error.description)
    }
    let charts = ChartFolder(folder + "/charts").read()
    self.init(
      table: table, environment: environment, commands: commands, charts: charts.charts,
      notes: notes + charts.problems)
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
    // What cannot be looked at counts as changed: the charts are drawn again then.
    guard let drawn = Self.changed(path + "/" + Self.index),
      let names = try? FileSystem.names(in: folder)
    else { return false }
    return names.filter { !$0.hasSuffix(".html") }
      .compactMap { Self.changed(folder + "/" + $0) }.allSatisfy { $0 <= drawn }
  }

  /// When a file got its content; `nil` for folders and where there is none.
  private static func changed(_ path: String) -> Date? {
    // A file that vanished meanwhile has not changed after the charts.
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    guard attributes?[.type] as? FileAttributeType == .typeRegular else { return nil }
    return attributes?[.modificationDate] as? Date
  }

  /// Every chart whose picture can be read, and one line about each that cannot; nothing where none was drawn.
  func read() -> (charts: [ReportChart], problems: [String]) {
    let index = path + "/" + Self.index
    guard FileSystem.exists(index) else { return ([], []) }
    let entries: [Entry]
    do throws(RecordError) {
      let bytes = try FileSystem.read(index)
      do { entries = try JSONDecoder().decode([Entry].self, from: Data(bytes)) } catch {
        throw .damaged(path: index, line: nil, what: "it is no list of charts")
      }
    } catch {
      return ([], [error.description])
    }
    var found: (charts: [ReportChart], problems: [String]) = ([], [])
    for entry in entries {
      do throws(RecordError) {
        found.charts.append(try chart(entry))
      } catch {
        found.problems.append("Chart \(entry.name): \(error)")
      }
    }
    return found
  }

  /// The vector picture if there is one that is not too large, else the other.
  private func chart(_ entry: Entry) throws(RecordError) -> ReportChart {
    var isTooLarge = false
    for format in ReportChart.Format.allCases {
      for name in entry.files where name.hasSuffix("." + format.rawValue) && !name.contains("/") {
        let content = try FileSystem.read(path + "/" + name)
        guard content.count <= Self.largestFile else {
          isTooLarge = true
          continue
        }
        return ReportChart(
          title: entry.title, caption: entry.caption, findings: entry.alt, format: format,
          base64: Data(content).base64EncodedString())
      }
    }
    let most = "more than \(Self.largestFile >> 20) MiB"
    throw .damaged(
      path: path + "/" + Self.index, line: nil,
      what: isTooLarge ? "its pictures have \(most)" : "it names no picture of a known format")
  }
}
