import BenchRecords
import ConvPlanning
import Foundation
import Testing

/// The built tool in a temporary folder, as a user calls it.
struct ToolFixture: ~Copyable {
  struct Result {
    let status: Int32
    let output: String
    let errors: String
  }

  let folder: String

  init() throws {
    folder =
      FileManager.default.temporaryDirectory
      .appendingPathComponent("lkbench-tool-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  func path(_ name: String) -> String { folder + "/" + name }

  /// A run that is as short as a run can be: the figures mean nothing.
  func run(_ arguments: String...) throws -> Result {
    try call(
      ["run"] + arguments + ["--repetitions", "1", "--min-time", "1us", "--pin", "off"])
  }

  /// `variables` are added to the environment, or replace what it has.
  func call(_ arguments: [String], variables: [String: String] = [:]) throws -> Result {
    let process = Process()
    let executable = try #require(Self.executable)
    process.executableURL = executable
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    // Tests may run in a shell with options of its own; only what they see of the machine they share.
    var environment = ProcessInfo.processInfo.environment.filter {
      !$0.key.hasPrefix("LKB_") || $0.key == MachineLimit.variable
    }
    environment["LKB_HOME"] = Self.repository.path
    // What this user measured before must not show.
    environment["XDG_CACHE_HOME"] = path("cache")
    process.environment = environment.merging(variables) { $1 }
    let errorPath = path("stderr-\(UUID().uuidString)")
    try Data().write(to: URL(fileURLWithPath: errorPath))
    process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: errorPath))
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    let errors = try String(contentsOfFile: errorPath, encoding: .utf8)
    try FileManager.default.removeItem(atPath: errorPath)
    return Result(
      status: process.terminationStatus, output: String(decoding: data, as: UTF8.self),
      errors: errors)
  }

  private static let repository = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// The executable beside the test bundle.
  static var executable: URL? {
    guard let bundle = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    else { return nil }
    let beside = URL(fileURLWithPath: bundle).deletingLastPathComponent()
    let arguments = CommandLine.arguments.map {
      URL(fileURLWithPath: $0).deletingLastPathComponent()
    }
    return ([beside] + arguments).map { $0.appendingPathComponent("lkbench") }
      .first { FileManager.default.isExecutableFile(atPath: $0.path) }
  }
}

@Suite("lkbench run", .serialized)
struct RunCommandTests {
  @Test("smoke leaves a row per case, all verified, and says where")
  func smoke() throws {
    let tool = try ToolFixture()
    let result = try tool.run("--suite", "smoke", "--output", "r")
    #expect(result.status == 0, "\(result.errors)")
    let table = try RecordTable(folder: tool.path("r"))
    let environment = try RunEnvironment.read(folder: tool.path("r"))
    #expect(table.rows.map(\.caseID) == environment.cases)
    #expect(table.rows.count == 12)
    for row in table.rows {
      #expect(row.status == .ok && row.boolean(.verified) == true)
      #expect(row.text("papi_page_faults_status") != nil)
    }
    #expect(result.output.contains("results in r;") && result.output.contains("K = 13"))
    let details = environment.details
    for key in ["build_configuration", "clock_resolution_ns", "no_op_ns", "openblas", "seed"] {
      #expect(details[key]?.isEmpty == false, "\(key)")
    }
    #expect(FileManager.default.fileExists(atPath: tool.path("r/command.txt")))
  }

  @Test("a run whose files lost their end goes on with the cases that are missing")
  func resume() throws {
    let tool = try ToolFixture()
    let arguments = ["--suite", "smoke", "--counters", "off", "--quiet"]
    func run(_ target: String...) throws -> ToolFixture.Result {
      try tool.call(
        ["run"] + arguments + target
          + ["--repetitions", "1", "--min-time", "1us", "--pin", "off"])
    }
    #expect(try run("--output", "r").status == 0)
    let whole = try RecordTable(folder: tool.path("r")).rows.map(\.caseID)
    let results = try Data(contentsOf: URL(fileURLWithPath: tool.path("r/results.csv")))
    try results.prefix(results.count * 6 / 10)
      .write(to: URL(fileURLWithPath: tool.path("r/results.csv")))
    let again = try run("--resume", "r")
    #expect(again.status == 0, "\(again.errors)")
    let table = try RecordTable(folder: tool.path("r"))
    #expect(table.rows.map(\.caseID).sorted() == whole.sorted())
    #expect(table.rows.allSatisfy { $0.status == .ok })
    #expect(try RunEnvironment.read(folder: tool.path("r")).parts?.count == 2)
    // Alone, --resume takes the recorded command.
    try results.prefix(results.count * 3 / 10)
      .write(to: URL(fileURLWithPath: tool.path("r/results.csv")))
    #expect(try tool.call(["run", "--resume", "r"]).status == 0)
    #expect(
      try RecordTable(folder: tool.path("r")).rows.map(\.caseID).sorted() == whole.sorted())
    // Another selection does not belong into that folder.
    #expect(try tool.run("--suite", "smoke", "--kernel", "13", "--resume", "r").status == 5)
  }

  @Test("a folder with something in it, a file in the way, a folder that is no run")
  func badFolders() throws {
    let tool = try ToolFixture()
    try Data("x".utf8).write(to: URL(fileURLWithPath: tool.path("file")))
    try FileManager.default.createDirectory(
      atPath: tool.path("full/sub"), withIntermediateDirectories: true)
    let expected = [
      (["--output", "full"], Int32(64)), (["--output", "file/r"], 74), (["--resume", "full"], 64),
    ]
    for (target, status) in expected {
      let result = try tool.call(
        ["run", "--variant", "dense", "--kernel", "7", "--shape", "8x9x9", "--counters", "off"]
          + target)
      #expect(result.status == status, "\(target)")
      #expect(Self.complaints(result).count == 1, "\(result.errors)")
    }
  }

  @Test("a dry run lists the cases with memory and time, and writes nothing")
  func dryRun() throws {
    let tool = try ToolFixture()
    let result = try tool.run("--suite", "smoke", "--dry-run")
    #expect(result.status == 0)
    let lines = result.output.split(separator: "\n")
    #expect(lines.count == 15)
    #expect(lines[12] == "12 cases of 6 problems")
    #expect(lines[13].hasPrefix("memory: ") && lines[14].hasPrefix("time: "))
    #expect(try FileManager.default.contentsOfDirectory(atPath: tool.folder).isEmpty)
  }

  @Test(
    "an option without its unit or out of its range is one line and status 64",
    arguments: [
      ["--max-time", "5"], ["--min-time", "1 ms"], ["--precision", "2"], ["--budget=-3s"],
      ["--repetitions", "0"], ["--shard", "3/2"], ["--shard", "1"], ["--resume"],
      ["--format", "xml"], ["--pin", "none"], ["--counters", "nope"], ["--seed", "x"],
      ["--counters", "off", "--require-counters"],
    ])
  func badOptions(option: [String]) throws {
    let tool = try ToolFixture()
    let result = try tool.call(["run", "--suite", "smoke"] + option)
    #expect(result.status == 64)
    #expect(Self.complaints(result).count == 1, "\(result.errors)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: tool.folder).isEmpty)
  }

  @Test("rows on standard output are those of the file, and nothing else is there")
  func csvOutput() throws {
    let tool = try ToolFixture()
    let result = try tool.run(
      "--variant", "dense", "--kernel", "7,9", "--shape", "8x9x9", "--output", "r", "--format",
      "csv", "--counters", "rusage")
    #expect(result.status == 0, "\(result.errors)")
    let file = try String(contentsOfFile: tool.path("r/results.csv"), encoding: .utf8)
    #expect(result.output == file)
  }

  @Test("more threads than CPUs is a skipped row that says so, and no failure")
  func threads() throws {
    let tool = try ToolFixture()
    let result = try tool.run(
      "--variant", "dense", "--kernel", "7", "--shape", "8x9x9", "--threads", "4096", "--output",
      "r",
      "--counters", "off", "--quiet")
    #expect(result.status == 0 && result.output.isEmpty)
    let rows = try RecordTable(folder: tool.path("r")).rows
    #expect(rows.map(\.status) == [.skipped])
    #expect(rows.first?.text(.reason)?.hasPrefix("needs 4096 CPUs, and ") == true)
  }

  /// What is on standard error besides the warning of a debug build.
  private static func complaints(_ result: ToolFixture.Result) -> [Substring] {
    result.errors.split(separator: "\n").filter { !$0.contains("warning: a debug build") }
  }
}
