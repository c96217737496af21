import Foundation
import Testing

/// `scripts/check-counters.sh` with a program in the tool's place.
@Suite("scripts/check-counters.sh", .serialized)
struct CheckCountersScriptTests {
  private struct Outcome {
    let status: Int32
    let errors: [String]
    let recorded: String?
  }

  /// Runs the script; `body` is what the program does, with the file to record in `$4`.
  private func run(
    _ body: String, recorded: String? = nil, options: [String] = []
  ) throws -> Outcome {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    let readings = folder.appending(path: "Recorded")
    try FileManager.default.createDirectory(at: readings, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let program = folder.appending(path: "program")
    try "#!/bin/sh\n\(body)\n".write(to: program, atomically: false, encoding: .utf8)
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o755], ofItemAtPath: program.path(percentEncoded: false))
    let file = readings.appending(path: "zen4.json")
    try recorded?.write(to: file, atomically: false, encoding: .utf8)
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(filePath: "/bin/bash")
    process.arguments =
      [Self.script, "--program", program.path(percentEncoded: false)]
      + options
    process.environment = ProcessInfo.processInfo.environment.merging([
      "LKB_RECORDED_READINGS": readings.path(percentEncoded: false)
    ]) { $1 }
    process.standardError = pipe
    try process.run()
    let text = String(decoding: try pipe.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    return Outcome(
      status: process.terminationStatus, errors: text.split(separator: "\n").map(String.init),
      recorded: try? String(contentsOf: file, encoding: .utf8))
  }

  private static let script = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "scripts/check-counters.sh").path(percentEncoded: false)

  private let good = """
    [ "$1 $2 $3" = "doctor --validate-counters --record" ] || exit 64
    printf '{\\n  "micro_architecture" : "zen4",\\n  "version" : 1\\n}\\n' >"$4"
    echo 'a: papi_a: right'; echo 'zen4: all right'
    """

  @Test("does nothing but say why on a machine without hardware counters")
  func absent() throws {
    let outcome = try run("echo 'Error: required counters are unavailable: no PMU' >&2; exit 6")
    #expect(outcome.status == 0 && outcome.recorded == nil)
    #expect(
      outcome.errors == [
        "== hardware counters: skipped, required counters are unavailable: no PMU"
      ])
  }

  @Test("fails with every line of the report where a count is off, and records nothing")
  func wrong() throws {
    let outcome = try run(good + "\necho 'Error: WRONG' >&2; exit 1")
    #expect(outcome.status == 1 && outcome.recorded == nil)
    #expect(outcome.errors.contains("a: papi_a: right") && outcome.errors.contains("Error: WRONG"))
    #expect(outcome.errors.last?.hasPrefix("error: the hardware counters do not count") == true)
  }

  @Test("fails where the program crashes or knows no such option")
  func broken() throws {
    for status in [64, 139] { #expect(try run("exit \(status)").status == 1) }
    #expect(try run("exit 0").status == 1, "no readings")
  }

  @Test("records the first good readings and asks for a commit, and later ones only when told to")
  func records() throws {
    let first = try run(good)
    #expect(first.status == 0 && first.recorded?.contains("zen4") == true)
    #expect(first.errors.contains("zen4: all right"))
    #expect(first.errors.last?.contains("Recorded/zen4.json: please commit it") == true)
    let second = try run(good, recorded: "old")
    #expect(second.status == 0 && second.recorded == "old")
    #expect(second.errors.last?.contains("--record replaces them") == true)
    let third = try run(good, recorded: "old", options: ["--record"])
    #expect(third.status == 0 && third.recorded == first.recorded)
    #expect(try run(good, options: ["--recrod"]).status == 64)
  }
}
