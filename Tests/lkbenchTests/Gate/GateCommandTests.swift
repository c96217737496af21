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
    try SignalMask.unblocking(SIGINT) { try process.run() }
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
