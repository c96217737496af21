package import Foundation

/// A file of measured times, one for each machine and build.
///
/// A cache: what cannot be read is measured again, and what cannot be written is forgotten, both
/// silently. The file is replaced whole, so that a crash or a second process leaves a valid one.
package struct PlanStore: Sendable {
  package let url: URL

  /// Nothing is read or made yet.
  package init(url: URL) { self.url = url }

  /// Nanoseconds by stage and algorithm; empty where there is no valid file.
  func load() -> [String: [String: Double]] {
    guard let data = try? Data(contentsOf: url) else { return [:] }
    return (try? JSONDecoder().decode([String: [String: Double]].self, from: data)) ?? [:]
  }

  /// Adds one stage to what the file has by now.
  func save(key: String, times: [String: Double]) {
    var all = load()
    all[key] = times
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    try? FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try? encoder.encode(all).write(to: url, options: .atomic)
  }
}
