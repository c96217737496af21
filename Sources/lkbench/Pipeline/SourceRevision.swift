import Foundation

/// The commit that an executable lies in the working tree of.
struct SourceRevision: Hashable, Sendable {
  let commit: String
  /// Whether a file that git knows was changed.
  let isDirty: Bool

  /// Why there is none, in git's words or the system's: one line.
  struct Absence: Error, Hashable {
    let reason: String
  }

  /// Asks git about the working tree around `directory`.
  static func around(_ directory: String) -> Result<SourceRevision, Absence> {
    Result { () throws(Absence) in
      let commit = try git(["rev-parse", "HEAD"], in: directory)
      let status = try git(["status", "--porcelain", "--untracked-files=no"], in: directory)
      return SourceRevision(commit: commit, isDirty: !status.isEmpty)
    }
  }

  private static func git(
    _ arguments: [String], in directory: String
  ) throws(Absence) -> String {
    let result: ChildProgram.Result
    guard let program = ChildProgram.find("git") else {
      throw Absence(reason: "no git on the path")
    }
    do throws(ChildProgram.Failure) {
      result = try ChildProgram(path: program, arguments: ["-C", directory] + arguments)
        .run(in: NSTemporaryDirectory(), timeout: 60, isInterrupted: { Interrupt.isPending })
    } catch {
      throw Absence(reason: "git: \(error)")
    }
    guard result.end == .exited(0) else {
      let line = result.errors.split(whereSeparator: \.isNewline).first.map(String.init)
      throw Absence(reason: line ?? "git \(arguments[0]) ended with \(result.end)")
    }
    return result.output.trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
