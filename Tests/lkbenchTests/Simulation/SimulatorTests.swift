import ArgumentParser
import BenchCounters
import BenchModel
import BenchRecords
import ConvModel
import ConvPlanning
import Foundation
import Testing

@testable import lkbench

/// What a simulation needs is here.
private let canSimulate =
  SimulatedCounters.unavailabilityHere == nil && Machine.current.instructionSets.contains(.avx2)

@Suite(
  "Simulation in valgrind", .serialized,
  .enabled(if: canSimulate, "needs valgrind, binutils and a CPU with AVX2"))
struct SimulatorTests {
  private static let words = [
    "--variant", "dense", "--kernel", "7", "--shape", "8x7x7", "--isa", "avx2", "--algorithm",
  ]

  private static func item(_ algorithm: String) throws -> BenchmarkCase {
    try #require(try SelectionOptions.parse(words + [algorithm]).resolve().cases.first)
  }

  private static func simulator() throws -> Simulator {
    try Simulator(executable: try #require(ToolFixture.executable).path, isInterrupted: { false })
  }

  @Test("a loop of n steps executes two instructions and one branch per step, exactly")
  func knownLoop() throws {
    let simulator = try Self.simulator()
    let (short, long) = (try simulator.loop(steps: 1000), try simulator.loop(steps: 5000))
    func difference(_ event: SimulatedEvent) throws -> Int {
      try #require(long.total(event)) - (try #require(short.total(event)))
    }
    #expect(try difference(.instructions) == 2 * 4000)
    #expect(try difference(.branches) == 4000)
    #expect(try difference(.loads) == 0 && difference(.stores) == 0)
    let loop = try #require(long.functions.first { $0.symbol == "lkb_counted_loop" })
    #expect(loop.selfCost.first == 2 * 5000 + 3)
  }

  @Test("the executed multiply-adds are those that the algorithm says it executes, in every run")
  func direct() throws {
    let simulator = try Self.simulator()
    let counts = try simulator.simulate(try Self.item("direct"))
    let code = try counts.code.get()
    #expect(counts.plan == "direct")
    #expect(code.mix.fmaFLOPs == Double(try #require(counts.executedFLOPs)))
    #expect(code.mix[.scalarFMA] == 0 && code.mix.total == counts[.instructions])
    let hot = try #require(code.hotLoop)
    #expect(hot.name.hasPrefix("ConvKernelsAVX2."), "\(hot.name)")
    #expect(try #require(hot.executed) > 0 && code.hotLoopShare < 1)
    #expect(counts.functions.contains { $0.name == hot.name })
    #expect(counts.functions.reduce(0) { $0 + $1.selfInstructions } == counts[.instructions])
    let whole = try #require(counts.functions.first { $0.symbol == "lkb_collected_call" })
    #expect(whole.inclusiveInstructions == counts[.instructions])
    let again = try simulator.simulate(try Self.item("direct"))
    // The model of caches sees addresses, and the heap depends on how much the system had to tell.
    func repeatable(_ counts: SimulatedCounts) -> [SimulatedEvent: Double] {
      counts.values.filter { ![.firstLevelMisses, .lastLevelMisses].contains($0.key) }
    }
    #expect(repeatable(again) == repeatable(counts) && again.functions == counts.functions)
  }

  @Test(
    "a library's code is counted too",
    .enabled(if: Im2colGEMM().unavailability == nil, "needs OpenBLAS"))
  func library() throws {
    let counts = try Self.simulator().simulate(try Self.item("im2col-gemm"))
    let code = try counts.code.get()
    #expect(code.mix.total == counts[.instructions])
    #expect(Set(counts.functions.map(\.object)).contains { $0.contains("openblas") })
    #expect(code.mix.flops >= Double(try #require(counts.executedFLOPs)))
  }

  @Test("cases that valgrind cannot show are refused with the reason, before anything runs")
  func refusals() throws {
    let simulator = try Self.simulator()
    let item = try Self.item("direct")
    for (options, reason) in [
      (["--isa", "portable"], "only AVX2"), (["--isa", "avx2", "--threads", "2"], "one thread"),
      (["--isa", "avx2", "--cache", "cold-all"], "warm"),
    ] {
      let words = Self.words.prefix(6) + options + ["--algorithm", "direct"]
      let other = try #require(try SelectionOptions.parse(Array(words)).resolve().cases.first)
      #expect(Simulator.refusal(of: other)?.contains(reason) == true)
      #expect(throws: SimulationError.self) { try simulator.simulate(other) }
    }
    #expect(Simulator.refusal(of: item.applying(.weightGradient)) != nil)
    let declined = #expect(throws: SimulationError.self) {
      try simulator.simulate(try Self.item("box-sums"))
    }
    #expect(declined?.description.contains("box-sums declines") == true, "\(declined as Any)")
  }

  @Test("a simulation that takes too long ends as one line, and leaves no files")
  func timeout() throws {
    var simulator: Simulator? = try Self.simulator()
    let folder = try #require(simulator?.folder)
    simulator?.timeout = 0.01
    let error = #expect(throws: SimulationError.self) {
      try simulator?.simulate(try Self.item("direct"))
    }
    #expect(error == .timedOut(seconds: 0))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["lkbench"])
    simulator = nil
    #expect(!FileManager.default.fileExists(atPath: folder))
  }

  @Test("run has a column and a status per event, filled for AVX2 on one thread")
  func columns() throws {
    let tool = try ToolFixture()
    let result = try tool.run(
      "--variant", "dense", "--kernel", "7", "--shape", "8x7x7", "--isa", "avx2", "--threads",
      "1,2", "--algorithm", "direct", "--counters", "rusage,callgrind", "--output", "r")
    #expect(result.status == 0, "\(result.errors)")
    let table = try RecordTable(folder: tool.path("r"))
    for row in table.rows {
      let isCounted = row.integer(.threads) == 1 && row.status == .ok
      for event in SimulatedEvent.allCases {
        let key = event.descriptor.key
        #expect((row.real(key) != nil) == isCounted, "\(key)")
        if row.status == .ok {
          #expect(row.text("\(key)_status") == (isCounted ? "ok" : "unsupported"))
        }
      }
    }
    let details = try RunEnvironment.read(folder: tool.path("r")).details
    #expect(details["valgrind"]?.hasPrefix("valgrind-") == true)
    #expect(details["simulated_caches"] == Simulator.cachesText)
  }
}

@Suite("Simulation that is not possible")
struct MissingSimulationTests {
  @Test("without valgrind the columns say unsupported; required, it is one line and status 6")
  func missing() throws {
    let tool = try ToolFixture()
    let words = [
      "run", "--variant", "dense", "--kernel", "7", "--shape", "8x7x7", "--algorithm", "direct",
      "--repetitions", "1", "--min-time", "1us", "--pin", "off", "--counters", "callgrind",
      "--output",
    ]
    let nowhere = ["PATH": tool.folder]
    let result = try tool.call(words + ["r"], variables: nowhere)
    #expect(result.status == 0, "\(result.errors)")
    let row = try #require(try RecordTable(folder: tool.path("r")).rows.first)
    #expect(row.text("callgrind_instructions_status") == "unsupported")
    #expect(row.text("callgrind_instructions") == nil)
    let refused = try tool.call(words + ["s", "--require-counters"], variables: nowhere)
    #expect(refused.status == 6)
    #expect(refused.errors.contains("callgrind: no valgrind on the path"), "\(refused.errors)")
    #expect(!FileManager.default.fileExists(atPath: tool.path("s")))
    let listed = try tool.call(["list", "counters"], variables: nowhere)
    #expect(
      listed.output.contains("callgrind_instructions") && listed.output.contains("no valgrind"))
  }

  @Test("an answer that is none is one line")
  func answers() {
    #expect(throws: SimulationError.self) { try SimulationAnswer(parsing: "") }
    #expect(throws: SimulationError.self) { try SimulationAnswer(parsing: "{}") }
  }
}

@Suite("Hot loops of the executable", .enabled(if: ChildProgram.find("objdump") != nil))
struct ExecutableLoopTests {
  @Test("the loop of a kernel is found by name in every build, and by another build's loop")
  func byName() throws {
    let executable = try #require(ToolFixture.executable).path
    let loop = try #require(
      try HotLoop.ofFunction("accumulateTile3", module: "ConvKernelsAVX512", in: executable))
    #expect(loop.name == "ConvKernelsAVX512.accumulateTile3")
    let other = try #require(try loop.counterpart(for: .avx2, in: executable))
    #expect(other.name == "ConvKernelsAVX2.accumulateTile3")
    // Debug builds inline less.
    #if !DEBUG
      #expect(loop.mix[.packedFMA] >= 21)
      #expect(other.mix[.packedFMA] >= 12 && other.mix[.spill] == 0)
    #endif
    #expect(try HotLoop.ofFunction("noSuch", module: "ConvKernelsAVX2", in: executable) == nil)
    #expect(throws: SimulationError.self) {
      try HotLoop.ofFunction("any", module: "ConvKernelsAVX2", in: "/nonexistent")
    }
  }
}
