package import Foundation
import Glibc

/// A file of measured times, one for each machine and build.
///
/// A cache: whatever is missing, damaged or older than a month is measured again. Writers take turns, and the
/// file is replaced whole, so that none loses what another adds and a crash leaves a valid one.
package struct PlanStore: Sendable {
  package let url: URL

  /// Nothing is read or made yet.
  package init(url: URL) { self.url = url }

  /// The times of one stage, as the file holds them.
  struct Entry: Codable {
    /// Seconds since 1970.
    var measured: Double
    /// By algorithm.
    var nanoseconds: [String: Double]
  }

  /// Seconds after which a stage is measured again: a choice of a busy moment does not last for ever.
  private static let lifetime = 30.0 * 86_400

  /// Nanoseconds by stage and algorithm; empty where there is no file.
  ///
  /// Leaves out entries that are too old or in the future, and times that are none.
  ///
  /// - Throws: `PlanStoreError` where there is a file that cannot be read.
  func load(now: Date = .now) throws(PlanStoreError) -> [String: [String: Double]] {
    try entries(now: now.timeIntervalSince1970).mapValues(\.nanoseconds)
  }

  /// Adds one stage to what the file has by now; a damaged file is replaced.
  ///
  /// - Throws: `PlanStoreError` where the file cannot be written.
  func save(
    key: String, times: [String: Double], now: Date = .now
  ) throws(PlanStoreError) {
    let seconds = now.timeIntervalSince1970
    let folder = url.deletingLastPathComponent()
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try Self.locking(folder) {
        // What cannot be read was reported when it was loaded, and is lost anyway.
        var all = (try? entries(now: seconds)) ?? [:]
        all[key] = Entry(measured: seconds, nanoseconds: times)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        try encoder.encode(all).write(to: url, options: .atomic)
      }
    } catch {
      throw PlanStoreError(action: "write", path: url.path, reason: error)
    }
  }

  private func entries(now: Double) throws(PlanStoreError) -> [String: Entry] {
    let all: [String: Entry]
    do {
      all = try JSONDecoder().decode([String: Entry].self, from: try Data(contentsOf: url))
    } catch CocoaError.fileReadNoSuchFile {
      return [:]
    } catch {
      throw PlanStoreError(action: "read", path: url.path, reason: error)
    }
    return all.compactMapValues { entry in
      guard (now - Self.lifetime...now + 1).contains(entry.measured) else { return nil }
      let valid = entry.nanoseconds.filter { $0.value.isFinite && $0.value > 0 }
      return valid.isEmpty ? nil : Entry(measured: entry.measured, nanoseconds: valid)
    }
  }

  /// Runs `body` while no other process, nor another thread of this one, is inside for the same folder.
  ///
  /// The lock is on the folder: the file itself is replaced. File systems without locks do without.
  private static func locking(_ folder: URL, _ body: () throws -> Void) throws {
    let descriptor = open(folder.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    defer { close(descriptor) }
    while flock(descriptor, LOCK_EX) != 0, errno == EINTR {}
    defer { flock(descriptor, LOCK_UN) }
    try body()
  }
}

/// Why measured times are not kept, or those kept not used: one line.
package struct PlanStoreError: Error, CustomStringConvertible {
  private let action: String
  private let path: String
  private let reason: any Error

  init(action: String, path: String, reason: any Error) {
    self.action = action
    self.path = path
    self.reason = reason
  }

  package var description: String {
    "cannot \(action) the measured times in \(path): \(Self.line(reason))"
  }

  private static func line(_ error: any Error) -> String {
    if case DecodingError.dataCorrupted(let context) = error {
      return context.debugDescription.filter { !$0.isNewline }
    }
    if error is DecodingError { return "not a table of times by stage and algorithm" }
    return error.localizedDescription
  }
}
