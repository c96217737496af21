import Foundation
import Testing

@testable import lkbench

/// A repository of a few files and a program that builds them like `swift`, in a temporary folder.
private final class FakeProject {
  private let scratch: ScratchFolder
  let folder: ProjectFolder
  let cache: URL
  /// The program that stands in for `swift`; it writes each of its calls into `calls`.
  let swift: String

  var repository: String { scratch.path + "/repository" }
  var kept: String { cache.path + "/gate" }
  var terminal: Terminal { Terminal(errorIsTerminal: false) }

  /// `building` is what the program does in the worktree, as shell script; `files` are committed.
  init(
    building: String, files: [String: String] = ["product": "base\n"], version: String = "1"
  ) throws {
    scratch = try ScratchFolder()
    let home = scratch.path + "/repository"
    cache = URL(filePath: scratch.path + "/cache")
    folder = ProjectFolder(home: nil, currentDirectory: home, executableDirectory: "/")
    swift = scratch.path + "/bin/swift"
    let script = """
      #!/bin/sh
      echo "$*" >> '\(scratch.path)/calls'
      if [ "$1" = --version ]; then echo 'fake swift \(version)'; exit; fi
      \(building)

      """
    try Self.write(script, to: scratch.path + "/script")
    // By another process: a file that this one had open for writing may be busy when it is started.
    try Self.call(["install", "-D", "-m", "755", scratch.path + "/script", swift], in: "/")
    let manifest = ["Package.swift": "// no manifest\n"]
    for (name, text) in files.merging(manifest, uniquingKeysWith: { $1 }) {
      try Self.write(text, to: home + "/" + name)
    }
    // Files that a user's own settings ignore belong to it too.
    for words in [
      ["init", "-q"], ["add", "-f", "."], Self.identity + ["commit", "-q", "-m", "x"],
    ] {
      try Self.call(["git"] + words, in: home)
    }
  }

  func build(_ revision: String = "HEAD") throws -> BaseBuild {
    try BaseBuild(revision, folder: folder, cache: cache, swift: swift)
  }

  /// What the program was called with, one line per call.
  func calls() throws -> [String] {
    guard FileManager.default.fileExists(atPath: scratch.path + "/calls") else { return [] }
    return try String(contentsOfFile: scratch.path + "/calls", encoding: .utf8)
      .split(separator: "\n").map(String.init)
  }

  /// The worktrees that git knows of, besides the repository's own, and those that are on the disk.
  func worktrees() throws -> (known: [String], present: [String]) {
    let known = try Self.call(["git", "worktree", "list"], in: repository)
      .split(separator: "\n").dropFirst().map(String.init)
    let present =
      FileManager.default.fileExists(atPath: kept)
      ? try FileManager.default.contentsOfDirectory(atPath: kept).filter { $0.hasPrefix("tree-") }
      : []
    return (known, present)
  }

  func write(_ text: String, to name: String) throws {
    try Self.write(text, to: repository + "/" + name)
  }

  static func write(_ text: String, to path: String) throws {
    let file = URL(filePath: path)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }

  /// Of whoever commits, whatever the user's own settings.
  static let identity = [
    "-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "commit.gpgsign=false",
  ]

  @discardableResult
  static func call(_ words: [String], in folder: String) throws -> String {
    let result = try BaseBuild.run(words, in: folder)
    try #require(result.status == 0, "\(words): \(result.output)")
    return result.output
  }

  /// Puts the committed file `product` where `swift build` leaves the executable.
  static var copying: String {
    let folder = ".build/\(BuildDescription.configuration)"
    return "mkdir -p \(folder) && install -m 755 product \(folder)/lkbench"
  }
}

@Suite("Base build", .serialized)
struct BaseBuildTests {
  @Test("a revision is built away from the working tree, and kept without the worktree")
  func builds() throws {
    let project = try FakeProject(building: FakeProject.copying)
    // What is not committed is no part of the revision.
    try project.write("changed\n", to: "product")
    let built = try project.build().executable(project.terminal)
    #expect(try String(contentsOfFile: built, encoding: .utf8) == "base\n")
    #expect(FileManager.default.isExecutableFile(atPath: built))
    let calls = try project.calls()
    #expect(
      calls == ["--version", "build " + BaseBuild.flags.joined(separator: " ")], "\(calls)")
    let trees = try project.worktrees()
    #expect(trees.known.isEmpty && trees.present.isEmpty, "\(trees)")
    let names = try FileManager.default.contentsOfDirectory(
      atPath: (built as NSString).deletingLastPathComponent)
    #expect(names == ["lkbench"])
  }

  @Test("a kept build is used again; another commit and another compiler have their own")
  func kept() throws {
    let project = try FakeProject(building: FakeProject.copying)
    let built = try project.build().executable(project.terminal)
    #expect(try project.build().executable(project.terminal) == built)
    func builds() throws -> Int { try project.calls().count { $0.hasPrefix("build") } }
    #expect(try builds() == 1)
    // A copy that was cut short is not taken for the executable.
    try FileManager.default.moveItem(atPath: built, toPath: built + ".partial")
    #expect(try project.build().executable(project.terminal) == built)
    #expect(try builds() == 2)
    #expect(!FileManager.default.fileExists(atPath: built + ".partial"))

    try project.write("second\n", to: "product")
    try FakeProject.call(
      ["git"] + FakeProject.identity + ["commit", "-qam", "y"], in: project.repository)
    let second = try project.build().executable(project.terminal)
    #expect(second != built)
    #expect(try String(contentsOfFile: second, encoding: .utf8) == "second\n")
    #expect(try project.build("HEAD~1").executable(project.terminal) == built)
    #expect(try builds() == 3)
    try FakeProject.call(["sed", "-i", "s/fake swift 1/fake swift 2/", project.swift], in: "/")
    #expect(try project.build().executable(project.terminal) != second)
    #expect(try builds() == 4)
  }

  @Test(
    "a revision that does not build is not comparable, with the compiler's reason, and leaves nothing",
    arguments: [
      (
        "echo 'x.swift:1:1: error: no such'; echo 'and so on'; exit 1",
        "x.swift:1:1: error: no such"
      ),
      ("echo 'killed by somebody'; exit 9", "killed by somebody"),
      ("exit 7", "it ended with status 7"),
      ("exit 0", "the executable cannot be kept"),
    ])
  func broken(script: String, reason: String) throws {
    let project = try FakeProject(building: script)
    let build = try project.build()
    let error = #expect(throws: GateError.self) { _ = try build.executable(project.terminal) }
    guard case .baseNotBuilt(revision: "HEAD", reason: let found) = try #require(error) else {
      Issue.record("\(error as Any)")
      return
    }
    #expect(found.hasPrefix(reason), "\(found)")
    #expect(error?.exitStatus == .incomparable)
    let trees = try project.worktrees()
    #expect(trees.known.isEmpty && trees.present.isEmpty, "\(trees)")
    let executables = FileManager.default.enumerator(atPath: project.kept)?
      .compactMap { $0 as? String }.filter { $0.hasSuffix("lkbench") }
    #expect(executables == [])
  }

  @Test("a compiler that is not there is the reason")
  func noCompiler() throws {
    let project = try FakeProject(building: FakeProject.copying)
    let build = try BaseBuild(
      "HEAD", folder: project.folder, cache: project.cache, swift: "/nowhere/swift")
    let error = #expect(throws: GateError.self) { _ = try build.executable(project.terminal) }
    #expect(error?.description.contains("/nowhere/swift --version: ") == true, "\(error as Any)")
    #expect(error?.exitStatus == .incomparable)
  }

  @Test(
    "packages have the versions that are written down beside the revision, unless it has its own",
    arguments: [(nil, "beside"), ("committed", "committed")] as [(String?, String)])
  func resolved(committed: String?, used: String) throws {
    var files = ["product": "base\n"]
    files["Package.resolved"] = committed
    let project = try FakeProject(
      building: "cp Package.resolved product && " + FakeProject.copying, files: files)
    try project.write("beside", to: "Package.resolved")
    let built = try project.build().executable(project.terminal)
    let found = try String(contentsOfFile: built, encoding: .utf8)
    #expect(found == used)
  }

  @Test("an unknown revision and a folder without a repository are not comparable")
  func unknown() throws {
    let scratch = try ScratchFolder()
    let nowhere = ProjectFolder(
      home: nil, currentDirectory: scratch.path, executableDirectory: scratch.path)
    let lost = #expect(throws: GateError.self) { try BaseBuild("HEAD", folder: nowhere) }
    #expect(lost?.description.contains("not a git repository") == true, "\(lost as Any)")
    let project = try FakeProject(building: "exit 1")
    for revision in ["no-such-branch", "--help", ""] {
      let error = #expect(throws: GateError.self) { try project.build(revision) }
      #expect(error?.exitStatus == .incomparable)
      #expect(error?.description.contains("has no such revision") == true)
    }
    #expect(try project.calls().isEmpty)
  }

  @Test("an interrupt ends the build with 130 and leaves no worktree")
  func interrupt() throws {
    // The folder of the program tells when the build has begun.
    let project = try FakeProject(building: "touch \"$0.started\"; exec sleep 60")
    let executable = try #require(ToolFixture.executable)
    let process = Process()
    process.executableURL = executable
    process.arguments = ["gate", "--base", "HEAD", "--layers", "time"] + plain
    process.currentDirectoryURL = URL(filePath: project.repository)
    let path = (project.swift as NSString).deletingLastPathComponent
    let variables = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("LKB_") }
    process.environment = variables.merging([
      "PATH": path + ":" + (variables["PATH"] ?? "/usr/bin:/bin"),
      // As the fake project has it, so that its folders are looked at below.
      "XDG_CACHE_HOME": project.cache.path,
    ]) { $1 }
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try SignalMask.unblocking(SIGINT) { try process.run() }
    let started = project.swift + ".started"
    for _ in 0..<1_200 where !FileManager.default.fileExists(atPath: started) {
      Thread.sleep(forTimeInterval: 0.05)
    }
    #expect(FileManager.default.fileExists(atPath: started))
    let during = try project.worktrees()
    #expect(during.known.count == 1, "\(during)")
    process.interrupt()
    process.waitUntilExit()
    #expect(process.terminationStatus == 130)
    let after = try project.worktrees()
    #expect(after.known.isEmpty, "\(after)")
    let cache = URL(filePath: project.cache.path + "/lkbench/gate")
    #expect(try FileManager.default.contentsOfDirectory(atPath: cache.path).isEmpty)
  }

  @Test("the flags name the configuration and every trait of this build")
  func flags() {
    #expect(
      BaseBuild.flags.starts(
        with: ["-c", BuildDescription.configuration, "--product", "lkbench"]))
    let traits = BaseBuild.flags.last?.split(separator: ",").map(String.init) ?? []
    var expected: [String] = []
    #if PAPI
      expected.append("PAPI")
    #endif
    #if OpenBLAS
      expected.append("OpenBLAS")
    #endif
    #if FFTW
      expected.append("FFTW")
    #endif
    #if OneDNN
      expected.append("OneDNN")
    #endif
    #expect(expected.isEmpty ? traits == ["--disable-default-traits"] : traits == expected)
  }
}
