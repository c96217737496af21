import ConvPlanning
import Foundation
import Testing

@testable import lkbench

@Suite("What the tool knows of its own build")
struct OwnBuildTests {
  @Test("a folder without a commit says why, in git's words")
  func revision() throws {
    let scratch = try ScratchFolder()
    guard case .failure(let absence) = SourceRevision.around(scratch.path) else {
      Issue.record("a temporary folder has a commit")
      return
    }
    #expect(absence.reason.contains("not a git repository"), "\(absence.reason)")
    guard case .failure(let gone) = SourceRevision.around(scratch.path + "/gone") else {
      Issue.record("a folder that is not there has a commit")
      return
    }
    #expect(gone.reason.contains("/gone"), "\(gone.reason)")
  }

  @Test("a folder below a commit has it, and tells of changes")
  func commit() throws {
    let scratch = try ScratchFolder()
    let file = URL(filePath: scratch.path + "/a")
    try Data("a".utf8).write(to: file)
    let identity = ["-c", "user.name=x", "-c", "user.email=x@example.org", "-c"]
    for words in [
      ["init", "-q"], ["add", "-f", "a"],
      identity + ["commit.gpgsign=false", "commit", "-qm", "x"],
    ] {
      let result = try BaseBuild.run(["git", "-C", scratch.path] + words, in: "/")
      try #require(result.status == 0, "\(result.output)")
    }
    let clean = try SourceRevision.around(scratch.path).get()
    #expect(clean.commit.count == 40 && !clean.isDirty)
    try Data("b".utf8).write(to: file)
    let changed = try SourceRevision.around(scratch.path).get()
    #expect(changed.commit == clean.commit && changed.isDirty)
  }

  @Test("measured plans are kept per build, and not at all where the build is not known")
  func plans() throws {
    let scratch = try ScratchFolder()
    let environment = ["XDG_CACHE_HOME": scratch.path]
    func location(_ executable: String?) -> URL? {
      PlanStore.location(environment: environment, executable: executable)
    }
    #expect(location(nil) == nil && location(scratch.path + "/gone") == nil)
    let executable = scratch.path + "/a"
    try Data("a".utf8).write(to: URL(filePath: executable))
    let first = try #require(location(executable))
    #expect(first.path.hasPrefix(scratch.path + "/lkbench/plans-"))
    #expect(location(executable) == first)
    try Data("ab".utf8).write(to: URL(filePath: executable))
    #expect(try #require(location(executable)) != first)
    #expect(PlanStore.location(environment: environment) != nil)
  }
}
