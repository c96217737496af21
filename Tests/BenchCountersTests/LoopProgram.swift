import BenchCounters
import Foundation

/// The C source of the loops as a program of its own, for valgrind and objdump.
enum LoopProgram {
  static let canSimulate = find("clang") != nil && find("valgrind") != nil
  static let canDisassemble = find("clang") != nil && find("objdump") != nil

  /// What each function of `loops` executes, found by simulating one call of each; not of AVX-512, which
  /// valgrind does not know.
  static func simulated(_ loops: [KnownLoop]) throws -> [String: [KnownEvent: Int]] {
    try inFolder { folder in
      try compile(to: folder)
      _ = try run(
        "valgrind",
        [
          "--tool=callgrind", "--callgrind-out-file=\(folder)/out", "--cache-sim=yes",
          "--D1=32768,8,64",
          "--branch-sim=yes", "--dump-instr=yes", "--collect-jumps=yes", "--compress-strings=no",
          "--compress-pos=no", "\(folder)/loops",
        ])
      let text = try String(contentsOfFile: "\(folder)/out", encoding: .utf8)
      let profile = try CallgrindProfile(parsing: text)
      var counts: [String: [KnownEvent: Int]] = [:]
      for symbol in loops.compactMap(\.symbol) {
        guard let function = profile.functions.first(where: { $0.symbol == symbol }) else {
          continue
        }
        func cost(_ event: String) -> Int {
          profile.events.firstIndex(of: event).map { function.selfCost[$0] } ?? -1
        }
        let jumps = jumps(of: symbol, in: text)
        counts[symbol] = [
          .instructions: cost("Ir"), .loads: cost("Dr"), .stores: cost("Dw"),
          .conditionalBranches: cost("Bc"), .lines: cost("D1mr"),
          // The return, which callgrind has as the end of a call.
          .branches: cost("Bc") + jumps.unconditional + 1,
          .takenBranches: jumps.taken + jumps.unconditional + 1,
        ]
      }
      return counts
    }
  }

  /// The machine code of the functions.
  static func disassembled() throws -> Disassembly {
    try inFolder { folder in
      try compile(to: folder)
      return Disassembly(
        parsing: try run("objdump", ["-d", "--no-show-raw-insn", "\(folder)/loops"]))
    }
  }

  /// `jcnd=taken/executed` and `jump=executed` lines ("Callgrind Format Specification") of one function.
  private static func jumps(of symbol: String, in profile: String) -> (
    taken: Int, unconditional: Int
  ) {
    var isInside = false
    var jumps = (taken: 0, unconditional: 0)
    for line in profile.split(separator: "\n") {
      if line.hasPrefix("fn=") { isInside = line == "fn=\(symbol)" }
      guard isInside, let equals = line.firstIndex(of: "=") else { continue }
      let count = Int(line[line.index(after: equals)...].prefix(while: \.isNumber)) ?? 0
      if line.hasPrefix("jcnd=") { jumps.taken += count }
      if line.hasPrefix("jump=") { jumps.unconditional += count }
    }
    return jumps
  }

  private static func compile(to folder: String) throws {
    let shims = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Sources/CShims").path()
    try source.write(toFile: "\(folder)/main.c", atomically: false, encoding: .utf8)
    _ = try run(
      "clang",
      [
        "-I\(shims)/include", "\(folder)/main.c", "\(shims)/LKBKnownLoops.c", "-o",
        "\(folder)/loops",
      ])
  }

  /// One call of each with 1,000 iterations.
  ///
  /// The walk goes through 1,024 lines of one set of the first level,
  /// so that each is missed, and not of that of the stack, whose line would be missed as well.
  private static let source = """
    #include <stdlib.h>
    #include "LKBKnownLoops.h"
    int main(void) {
      enum { lines = 1024, stride = 4096 };
      char buffer[128] = {0}, *memory = aligned_alloc(stride, (size_t)(lines + 1) * stride);
      memory += ((uintptr_t)buffer % stride ^ 2048) & ~63;
      for (long i = 0; i < lines; i++) *(void **)(memory + i * stride) = memory + (i + 1) % lines * stride;
      lkb_known_chain(1000);
      lkb_known_branches(1000);
      lkb_known_guesses(1000, 1);
      lkb_known_accesses(1000, buffer);
      lkb_known_walk(lines, memory);
      lkb_known_flops_scalar(1000);
      lkb_known_flops_128(1000);
      lkb_known_flops_256(1000);
      return 0;
    }
    """

  private static func inFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder.path())
  }

  struct Failure: Error {
    let program: String
    let status: Int32
    let output: String
  }

  private static func find(_ name: String) -> String? {
    (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":")
      .map { "\($0)/\(name)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  private static func run(_ name: String, _ arguments: [String]) throws -> String {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(filePath: find(name) ?? name)
    process.arguments = arguments
    // Disassemblers translate their headings.
    process.environment = ProcessInfo.processInfo.environment.merging(["LC_ALL": "C"]) { $1 }
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = String(
      decoding: try pipe.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw Failure(program: name, status: process.terminationStatus, output: output)
    }
    return output
  }
}
