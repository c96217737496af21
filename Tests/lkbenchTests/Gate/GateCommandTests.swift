import Foundation
import Testing

@testable import lkbench

@Suite("lkbench gate", .serialized)
struct GateCommandTests {
  private static let case1 = ["--variant", "dense", "--kernel", "7", "--shape", "16x14x14"]
  private static let quick = [
    "--rounds", "2", "--pairs", "7", "--sample", "5ms", "--pin", "off", "--layers", "time",
  ]

  @Test("this build against itself: every output, and no alarm")
  func itself() throws {
    let tool = try ToolFixture()
    let executable = try #require(ToolFixture.executable?.path)
    let result = try tool.call(
      ["gate", "--base-binary", executable, "--json", "g.json", "--junit", "g.xml", "--summary"]
        + ["g.md"] + Self.case1 + Self.quick)
    #expect(result.status == 0, "\(result.errors)\(result.output)")
    #expect(result.output.contains("paired wall time"))
    #expect(result.errors.contains("debug build") == BuildDescription.isDebug)
    for name in ["g.json", "g.xml", "g.md"] {
      #expect(FileManager.default.fileExists(atPath: tool.path(name)), "\(name)")
    }
    let json = try String(contentsOfFile: tool.path("g.json"), encoding: .utf8)
    #expect(json.contains("\"pair_1_change\""))
  }

  @Test(
    "wrong calls are one line and 64",
    arguments: [
      (["--base-binary", "x", "--base", "y"], "give one of them"),
      (["--layers", "tim"], "expected all, or some of invariants,instructions,time"),
      (["--rounds", "1"], "--rounds '1': expected at least 2"),
      (["--pairs", "6"], "--pairs '6': expected at least 7"),
      (["--threshold", "3"], "--threshold '3'"),
      (["--sample", "1ms"], "--sample '1ms'"),
      (["--format", "yaml"], "--format 'yaml'"),
      (["--instruction-limit", "1"], "--instruction-limit '1'"),
      (["--layers", "time", "--update-baselines"], "no layer of --layers has a committed table"),
      (["--layers", "instructions"], "instruction counts are kept per suite"),
      (["--filter", "nothing"], "--filter 'nothing' leaves no case"),
      ([], "nothing to compare with"),
    ])
  func usage(words: [String], complaint: String) throws {
    let tool = try ToolFixture()
    let result = try tool.call(["gate"] + Self.case1 + words)
    #expect(result.status == 64)
    #expect(result.errors.contains(complaint), "\(result.errors)")
    #expect(result.output.isEmpty)
  }

  @Test("a base that is no worker, or not there, is not comparable and says why")
  func strangeBase() throws {
    let tool = try ToolFixture()
    for (path, reason) in [
      ("/bin/true", "ended"), ("/bin/cat", "ended"), ("/nowhere", "no executable"),
    ] {
      let result = try tool.call(
        ["gate", "--base-binary", path, "--format", "junit"] + Self.case1 + Self.quick)
      #expect(result.status == 5, "\(path): \(result.errors)")
      #expect(result.output.contains(reason), "\(path): \(result.output)")
      #expect(result.output.contains("<error"))
    }
  }

  @Test("invariants alone need no base, and a missing table is 5")
  func invariants() throws {
    let tool = try ToolFixture()
    let words = ["gate", "--layers", "invariants", "--invariants", "t.csv"] + Self.case1
    let before = try tool.call(words)
    #expect(before.status == 5)
    #expect(before.output.contains("--update-baselines"))
    let written = try tool.call(words + ["--update-baselines"])
    #expect(written.status == 0, "\(written.errors)")
    let after = try tool.call(words)
    #expect(after.status == 0, "\(after.output)")
    #expect(after.output.contains("1 unchanged"))
  }

  @Test("an interrupt ends with 130, and no worker is left")
  func interrupt() throws {
    let executable = try #require(ToolFixture.executable)
    let process = Process()
    process.executableURL = executable
    process.arguments =
      ["gate", "--base-binary", executable.path, "--rounds", "2000", "--budget", "20s"] + Self.case1
      + ["--layers", "time", "--pin", "off"]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    // Threads of a test runner may block the signal, and children inherit that.
    var (signals, before) = (sigset_t(), sigset_t())
    sigemptyset(&signals)
    sigaddset(&signals, SIGINT)
    pthread_sigmask(SIG_UNBLOCK, &signals, &before)
    try process.run()
    pthread_sigmask(SIG_SETMASK, &before, nil)
    let pid = process.processIdentifier
    var workers: [String] = []
    for _ in 0..<400 where workers.count < 3 {
      Thread.sleep(forTimeInterval: 0.05)
      workers = Self.children(of: pid)
    }
    #expect(workers.count == 3)
    process.interrupt()
    process.waitUntilExit()
    #expect(process.terminationStatus == 130)
    for worker in workers {
      #expect(!FileManager.default.fileExists(atPath: "/proc/\(worker)/exe"))
    }
  }

  private static func children(of pid: Int32) -> [String] {
    let tasks = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(pid)/task")) ?? []
    return tasks.flatMap { task in
      let list = try? String(contentsOfFile: "/proc/\(pid)/task/\(task)/children", encoding: .utf8)
      return (list ?? "").split(separator: " ").map(String.init)
    }
  }
}

@Suite("Base build", .serialized)
struct BaseBuildTests {
  private func repository(
    _ folder: String, _ files: [String: String] = ["Package.swift": "// no manifest\n"]
  ) throws -> ProjectFolder {
    for (name, text) in files {
      let file = URL(fileURLWithPath: folder).appending(path: name)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
    }
    let identity = ["-c", "user.name=x", "-c", "user.email=x@example.org"]
    for words in [["init", "-q"], ["add", "."], identity + ["commit", "-q", "-m", "x"]] {
      let result = try BaseBuild.run(["git", "-C", folder] + words, in: folder)
      #expect(result.status == 0, "\(result.output)")
    }
    return ProjectFolder(home: nil, currentDirectory: folder, executableDirectory: "/")
  }

  @Test("a revision that does not build leaves no worktree")
  func broken() throws {
    let scratch = try ScratchFolder()
    let folder = try repository(scratch.path)
    let cache = URL(fileURLWithPath: scratch.path).appending(path: "cache")
    let build = try BaseBuild("HEAD", folder: folder, cache: cache)
    let error = #expect(throws: GateError.self) {
      _ = try build.executable(Terminal(errorIsTerminal: false))
    }
    #expect(error?.exitStatus == .incomparable)
    let trees = try BaseBuild.run(["git", "worktree", "list"], in: scratch.path)
    #expect(trees.output.split(separator: "\n").count == 1, "\(trees.output)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: cache.path + "/gate").isEmpty)
  }

  /// A package of one file with the names and traits that a base build asks for.
  private static let small = [
    "Package.swift": """
    // swift-tools-version: 6.3
    import PackageDescription
    let package = Package(
      name: "lkbench", traits: ["PAPI", "OpenBLAS", "FFTW", "OneDNN"],
      targets: [.executableTarget(name: "lkbench")])

    """,
    "Sources/lkbench/main.swift": "print(\"base\")\n",
  ]

  @Test("a revision is built away from the working tree, once, and kept without the worktree")
  func builds() throws {
    let scratch = try ScratchFolder()
    let folder = try repository(scratch.path + "/r", Self.small)
    let cache = URL(fileURLWithPath: scratch.path).appending(path: "cache")
    let terminal = Terminal(errorIsTerminal: false)
    // What is not committed is no part of the revision.
    try Data("syntax error".utf8).write(
      to: URL(fileURLWithPath: scratch.path + "/r/Sources/lkbench/main.swift"))
    let built = try BaseBuild("HEAD", folder: folder, cache: cache).executable(terminal)
    #expect(try BaseBuild.run([built], in: "/").output == "base\n")
    let trees = try BaseBuild.run(["git", "worktree", "list"], in: scratch.path + "/r")
    #expect(trees.output.split(separator: "\n").count == 1, "\(trees.output)")
    let time = {
      try FileManager.default.attributesOfItem(atPath: built)[.modificationDate] as? Date
    }
    let before = try time()
    #expect(try BaseBuild("HEAD", folder: folder, cache: cache).executable(terminal) == built)
    #expect(try time() == before)
    #expect(try FileManager.default.contentsOfDirectory(atPath: cache.path + "/gate").count == 1)
  }

  @Test("an unknown revision and a folder without a repository are not comparable")
  func unknown() throws {
    let scratch = try ScratchFolder()
    let nowhere = ProjectFolder(
      home: nil, currentDirectory: scratch.path, executableDirectory: scratch.path)
    #expect(throws: GateError.self) { try BaseBuild("HEAD", folder: nowhere) }
    let folder = try repository(scratch.path)
    for revision in ["no-such-branch", "--help", ""] {
      let error = #expect(throws: GateError.self) { try BaseBuild(revision, folder: folder) }
      #expect(error?.exitStatus == .incomparable)
    }
  }

  @Test("the flags name the configuration and every trait of this build")
  func flags() {
    #expect(
      BaseBuild.flags.starts(
        with: ["-c", BuildDescription.configuration, "--product", "lkbench"]))
  }
}
