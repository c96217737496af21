import BenchRecords
import ConvModel
import Foundation

/// Where `erf` writes its table and its maps.
struct ContributionFolder {
  static let tableName = "erf.csv"
  private let root: URL

  /// Creates the folder if need be.
  init(creating path: String) throws(TensorFolderError) {
    root = URL(fileURLWithPath: path, isDirectory: true)
    do {
      try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
    } catch {
      throw .unwritable(folder: path, reason: error.localizedDescription)
    }
  }

  /// Writes one map, [size, size], as 32-bit floats.
  func write(_ map: ContributionMap, name: String) throws(TensorFolderError) {
    do {
      try TensorFile.write(
        shape: [map.size, map.size], values: map.values.map(Float.init),
        to: root.appendingPathComponent(name).path)
    } catch { throw .tensor(error) }
  }

  /// Writes the table of `results`, replacing the one before.
  func write(_ results: [ReceptiveFieldResult]) throws(TensorFolderError) {
    var text = CSVText.line(ReceptiveFieldColumn.allCases.map(\.rawValue))
    for result in results {
      for share in ContributionMap.publishedShares {
        text += CSVText.line(ReceptiveFieldColumn.allCases.map { $0.cell(result, share: share) })
      }
    }
    do {
      try Data(text.utf8).write(
        to: root.appendingPathComponent(Self.tableName), options: .atomic)
    } catch {
      throw .unwritable(folder: root.path, reason: error.localizedDescription)
    }
  }
}
