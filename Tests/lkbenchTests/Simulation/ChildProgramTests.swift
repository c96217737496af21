import Foundation
import Testing

@testable import lkbench

@Suite("Child programs")
struct ChildProgramTests {
  private func shell(
    _ script: String, timeout: Double = 20, isInterrupted: () -> Bool = { false }
  ) throws -> ChildProgram.Result {
    var child = ChildProgram(path: "/bin/sh", arguments: ["-c", script], hasFixedAddresses: true)
    child.environment = ["PATH": "/usr/bin:/bin", "WORD": "said"]
    return try child.run(
      in: NSTemporaryDirectory(), timeout: timeout, isInterrupted: isInterrupted)
  }

  @Test("status, output and complaints arrive; a signal is told from a status")
  func ends() throws {
    let result = try shell("echo $WORD; echo louder >&2; exit 7")
    #expect(result.end == .exited(7))
    #expect(result.output == "said\n" && result.errors == "louder\n")
    #expect(try shell("kill -ILL $$").end == .killed(signal: SIGILL))
  }

  @Test("what takes too long or is interrupted is killed at once")
  func kills() {
    let clock = ContinuousClock()
    let begin = clock.now
    #expect(throws: ChildProgram.Failure.timedOut) { try shell("exec sleep 30", timeout: 0.05) }
    #expect(throws: ChildProgram.Failure.interrupted) {
      try shell("exec sleep 30", isInterrupted: { true })
    }
    #expect(clock.now - begin < .seconds(10))
  }

  @Test("a program that does not exist is a failure with the system's reason")
  func absent() {
    #expect(throws: ChildProgram.Failure.notStarted(reason: "No such file or directory")) {
      try ChildProgram(path: "/nonexistent/program", arguments: [])
        .run(in: NSTemporaryDirectory(), timeout: 1, isInterrupted: { false })
    }
    #expect(ChildProgram.find("sh") != nil && ChildProgram.find("no-such-program") == nil)
  }
}
