import Foundation
import Testing

@testable import BenchCounters

/// The figures that counters are judged by, proved without a counter.
@Suite("A loop of known work")
struct KnownLoopTests {
  /// Short: simulators are slow.
  private static let loops = KnownLoop.all(level: 4, iterations: 1_000, lines: 1 << 10).loops

  @Test("runs on this machine to its end, unless the CPU lacks its instructions, which is said")
  func runs() {
    let (loops, skipped) = KnownLoop.all(iterations: 1_000, lines: 1 << 10)
    for loop in loops {
      loop.prepare()
      loop.run()
    }
    #expect(loops.count + skipped.count == Self.loops.count)
    let old = KnownLoop.all(level: 2, iterations: 1_000, lines: 1 << 10)
    #expect(
      old.skipped == [
        "loop flops-256: the CPU or the system is below x86-64-v3",
        "loop flops-512: the CPU or the system is below x86-64-v4",
      ])
    #expect(Set(old.loops.map(\.name)).isDisjoint(with: ["flops-256", "flops-512"]))
  }

  @Test("over lines visits each of them once and comes back")
  func ring() throws {
    let walk = try #require(LineWalk(lines: 1 << 10))
    var visited: Set<UnsafeRawPointer> = []
    var place = walk.first
    for _ in 0..<walk.lines {
      #expect(visited.insert(place).inserted)
      place = try #require(place.load(as: UnsafeRawPointer?.self))
    }
    #expect(place == walk.first)
    #expect(visited.allSatisfy { (0..<walk.lines * 64).contains(walk.first.distance(to: $0)) })
    #expect(visited.allSatisfy { UInt(bitPattern: $0) % 64 == 0 })
  }

  @Test("lasts long enough for 1 % to be more than what reading the counters takes")
  func length() {
    for loop in KnownLoop.all(level: 4).loops {
      for (event, count) in loop.known where count > 1 {
        #expect(count >= 500_000, "\(loop.name): \(event)")
      }
      // Of random bits, the share of ones is as far from a half as from the expected mistakes.
      let deviation = (Double(loop.known[.takenBranches] ?? 0) - 3_000_000) / 3_000_000
      #expect(loop.name != "guesses" || abs(deviation) < 0.002)
    }
  }

  @Test(
    "executes what it is said to, by valgrind's count of every instruction, branch, load and store",
    .enabled(if: LoopProgram.canSimulate, "valgrind or clang is not installed"))
  func simulated() throws {
    let counts = try LoopProgram.simulated(Self.loops)
    for loop in Self.loops where loop.name != "flops-512" {
      let found = try #require(counts[loop.symbol ?? ""], "\(loop.name)")
      for (event, count) in found {
        #expect(count == loop.known[event], "\(loop.name): \(event)")
      }
      #expect(found.count == 7)
    }
  }

  @Test(
    "has the operations it is said to, by the lanes of its instructions, with AVX-512 or without",
    .enabled(if: LoopProgram.canDisassemble, "binutils or clang are not installed"))
  func operations() throws {
    let code = try LoopProgram.disassembled()
    for loop in Self.loops {
      let function = try #require(code.functions.first { $0.symbol == loop.symbol }, "\(loop.name)")
      let span = try #require(function.innermostLoops.first)
      let body = HotLoop(function, span, executed: nil).mix
      let iterations = loop.name == "walk" ? 1 << 10 : 1_000
      #expect(Int(body.flops) * iterations == loop.known[.flops], "\(loop.name)")
      // Where nothing varies, the listing has the instructions too: in the loop, before it and after it.
      if !["branches", "guesses"].contains(loop.name) {
        let once = function.instructions.prefix { $0.mnemonic != "ret" }.count + 1 - span.count
        #expect(span.count * iterations + once == loop.known[.instructions], "\(loop.name)")
      }
    }
  }
}
