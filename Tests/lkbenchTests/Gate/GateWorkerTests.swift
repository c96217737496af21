import BenchHarness
import BenchRecords
import ConvModel
import Foundation
import Synchronization
import Testing

@testable import lkbench

@Suite("Gate worker")
struct GateWorkerTests {
  private static let arguments = [
    "--variant", "dense", "--kernel", "7", "--shape", "8x9x9", "--isa", "avx2",
  ]

  private func worker() -> GateWorker {
    GateWorker(noise: SilentNoiseSource(), context: .fixed)
  }

  @Test("says who it is, prepares, verifies and times")
  func life() throws {
    let worker = worker()
    let opened = try worker.answer(GateRequest(operation: .open, protocolVersion: 2))
    #expect(opened.protocolVersion == GateProtocol.version)
    #expect(opened.build == BuildDescription.configuration)
    let request = GateRequest(
      operation: .prepare, index: 3, arguments: Self.arguments, verify: true, inputOffset: 192,
      outputOffset: 64)
    let prepared = try #require(try worker.answer(request).preparation)
    #expect(prepared.status == .ready)
    let facts = try #require(prepared.facts)
    #expect(facts.params == 8 * 49 + 8)
    #expect(facts.maxError != nil)
    let calibrated = try worker.answer(
      GateRequest(operation: .calibrate, index: 3, nanoseconds: 1e5))
    #expect((calibrated.nanosecondsPerCall ?? 0) > 0)
    let timed = try worker.answer(
      GateRequest(operation: .time, index: 3, iterations: 4, parts: 5))
    let timing = try #require(timed.timing)
    #expect(timing.callNanoseconds > 0)
    // A quartile of the parts is at most the mean over the upper three quarters.
    #expect(timing.callNanoseconds * 20 * 3 / 4 <= timing.elapsedNanoseconds)
    let counted = try worker.answer(GateRequest(operation: .count, index: 3, iterations: 4))
    let counts = try #require(counted.counts)
    #expect(counted.countProblem == nil)
    // None where the machine has no counters.
    #expect(Set(counts.keys).isSubset(of: GateCounters.keys))
    #expect(counts.values.allSatisfy { $0 > 0 })
  }

  @Test("counters that cannot be read say why there are no counts")
  func countProblem() throws {
    let scratch = try ScratchFolder()
    func problem() throws -> String? {
      var context = SelectionContext.fixed
      context.folder = ProjectFolder(
        home: scratch.path, currentDirectory: "/", executableDirectory: "/")
      let worker = GateWorker(noise: SilentNoiseSource(), context: context)
      _ = try worker.answer(
        GateRequest(operation: .prepare, index: 0, arguments: Self.arguments))
      let reply = try worker.answer(GateRequest(operation: .count, index: 0, iterations: 1))
      #expect(reply.counts == [:])
      return reply.countProblem
    }
    #expect(try problem() == "no folder Benchmarks/CounterGroups here")
    let groups = scratch.path + "/Benchmarks/CounterGroups/generic"
    try FileManager.default.createDirectory(atPath: groups, withIntermediateDirectories: true)
    try Data("{".utf8).write(to: URL(filePath: groups + "/hardware.yaml"))
    #expect(try problem()?.contains("hardware.yaml") == true)
  }

  @Test("cases in shared memory put back what others wrote there, and keep their results")
  func sharedMemory() throws {
    let file = try ArenaFile(byteCount: 1 << 26)
    let arena = GateArena(path: file.path, byteCount: file.byteCount, address: 0)
    let workers = [worker(), worker()]
    for (index, worker) in workers.enumerated() {
      _ = try worker.answer(GateRequest(operation: .open, protocolVersion: 2, arena: arena))
      // Different cases: what one leaves is wrong for the other.
      for (number, kernel) in ["7", "9"].enumerated() {
        var words = Self.arguments
        words[3] = index == 0 ? kernel : "5"
        let reply = try worker.answer(
          GateRequest(operation: .prepare, index: number, arguments: words, verify: true))
        #expect(reply.preparation?.status == .ready)
      }
    }
    for worker in workers + workers {
      for number in 0..<2 {
        let timed = try worker.answer(GateRequest(operation: .time, index: number, iterations: 2))
        #expect((timed.timing?.callNanoseconds ?? 0) > 0)
      }
    }
    let missing = GateArena(path: "/nowhere", byteCount: 4096, address: 0)
    #expect(throws: MemoryArenaError.self) {
      try worker().answer(GateRequest(operation: .open, protocolVersion: 2, arena: missing))
    }
  }

  @Test(
    "a case that the shared memory cannot hold is refused, and the next one is not")
  func exhaustedMemory() throws {
    let file = try ArenaFile(byteCount: 1 << 16)
    let arena = GateArena(path: file.path, byteCount: file.byteCount, address: 0)
    let worker = worker()
    _ = try worker.answer(GateRequest(operation: .open, protocolVersion: 2, arena: arena))
    var words = Self.arguments
    words[5] = "64x20x20"
    let large = try worker.answer(GateRequest(operation: .prepare, index: 0, arguments: words))
    #expect(large.preparation?.status == .refused)
    #expect(large.preparation?.reason?.hasPrefix("the shared memory of 65536 bytes") == true)
    let small = try worker.answer(
      GateRequest(operation: .prepare, index: 1, arguments: Self.arguments))
    #expect(small.preparation?.status == .ready)
  }

  @Test("a sample has parts of a tenth of a millisecond, or of one call")
  func batches() {
    let short = GateBatch(nanoseconds: 1e7, callNanoseconds: 40e3)
    #expect(short == GateBatch(callsPerPart: 3, parts: 83))
    #expect(GateBatch(nanoseconds: 1e7, callNanoseconds: 7e5).parts == 14)
    let long = GateBatch(nanoseconds: 1e7, callNanoseconds: 1e9)
    #expect(long.calls == 1)
  }

  @Test("the facts of a case do not depend on whether it was verified, nor on the alignment")
  func facts() throws {
    let worker = worker()
    func facts(verify: Bool, offset: Int) throws -> CaseFacts? {
      let request = GateRequest(
        operation: .prepare, index: 0, arguments: Self.arguments, verify: verify,
        inputOffset: offset, outputOffset: offset)
      return try worker.answer(request).preparation?.facts
    }
    var verified = try #require(try facts(verify: true, offset: 0))
    #expect(verified == (try facts(verify: true, offset: 320)))
    verified.maxError = nil
    #expect(verified == (try facts(verify: false, offset: 128)))
  }

  @Test(
    "what this build does not know or cannot do is a refusal",
    arguments: [
      ["--variant", "dens", "--kernel", "7", "--shape", "8x9x9"],
      ["--variant", "dense", "--kernel", "7", "--shape", "8x9x9", "--colour", "red"],
      ["--variant", "dense", "--kernel", "7", "--shape", "8x9x9", "--algorithm", "box-sums"],
      ["--variant", "dense", "--kernel", "7,9", "--shape", "8x9x9"],
    ])
  func refusals(words: [String]) throws {
    let reply = try worker().answer(
      GateRequest(operation: .prepare, index: 0, arguments: words))
    #expect(reply.preparation?.status == .refused)
    #expect(reply.preparation?.reason?.isEmpty == false)
  }

  @Test("answers each line with a line, and complaints with a failure")
  func lines() throws {
    let answers = Mutex<[String]>([])
    var lines = [#"{"op":"open","protocol":2}"#, "no JSON", #"{"op":"time","index":9}"#]
    try worker().serve(
      { lines.isEmpty ? nil : lines.removeFirst() },
      TextOutput { text throws(RecordError) in answers.withLock { $0.append(text) } })
    let replies = try answers.withLock { $0 }.map { line in
      #expect(line.hasSuffix("\n") && line.count { $0 == "\n" } == 1)
      return try JSONDecoder().decode(GateReply.self, from: Data(line.utf8))
    }
    #expect(replies.count == 3)
    #expect(replies[0].failure == nil && replies[0].protocolVersion == 2)
    #expect(replies[1].failure != nil)
    #expect(replies[2].failure == "the request names no prepared case")
  }

  @Test("reads pressure totals in nanoseconds")
  func pressure() {
    let text = "some avg10=1.00 avg60=2.00 avg300=3.00 total=1234\nfull avg10=0.00 total=9\n"
    #expect(PressureSource.total(in: text) == 1_234_000)
    #expect(PressureSource.total(in: "full total=1") == nil)
    #expect(PressureSource(path: "/nowhere").nanoseconds() == nil)
    #expect(RunQueueSource.waited(in: "12345 678 9\n") == 678)
    #expect(RunQueueSource.waited(in: "") == nil)
    #expect(RunQueueSource(path: "/nowhere").nanoseconds() == nil)
  }

  @Test("an injected slowdown is as long as asked, within what a loaded machine allows")
  func slowdown() throws {
    let clock = MonotonicClock()
    let item = GateCase(SpinWorkload(label: "x", steps: 20_000))
    item.slow(by: 1, clock: clock)
    let slowed = try #require(item.workload as? SlowedWorkload)
    let times = (0..<20).map { _ in
      let plain = GateCase.elapsed(
        SpinWorkload(label: "y", steps: 20_000), iterations: 5, clock: clock)
      return GateCase.elapsed(slowed, iterations: 5, clock: clock) / plain
    }
    let median = times.sorted()[10]
    #expect(median > 1.5 && median < 2.6, "\(median)")
  }
}
