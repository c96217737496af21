import Foundation

/// The commit that an executable lies in the working tree of, if it lies in one.
struct SourceRevision: Hashable, Sendable {
  let commit: String
  /// Whether a file that git knows was changed.
  let isDirty: Bool

  /// Asks git about the working tree around `directory`; `nil` without git or without a repository.
  init?(around directory: String) {
    guard let commit = Self.git(["rev-parse", "HEAD"], in: directory), !commit.isEmpty,
      let status = Self.git(["status", "--porcelain", "--untracked-files=no"], in: directory)
    else { return nil }
    self.commit = commit
    isDirty = !status.isEmpty
  }

  private static func git(_ arguments: [String], in directory: String) -> String? {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["git", "-C", directory] + arguments
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    process.standardInput = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return nil }
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { return nil }
    return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
