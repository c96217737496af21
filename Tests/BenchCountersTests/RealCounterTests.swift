import BenchCounters
import BenchModel
import Dispatch
import Foundation
import Glibc
import Testing

/// Whether this process may count software events: not in every container.
private let countsSoftware =
  PAPISource().availability(of: CounterEvent(name: "perf::PAGE-FAULTS", kind: .software))
  == .available

/// Maps and touches `count` pages that nobody has touched before.
private func touchFreshPages(_ count: Int) {
  let size = Int(getpagesize())
  guard
    let memory = mmap(
      nil, count * size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
    memory != MAP_FAILED
  else { return }
  // One fault per page, whatever the machine does with large pages.
  madvise(memory, count * size, MADV_NOHUGEPAGE)
  for page in 0..<count { memory.storeBytes(of: 1, toByteOffset: page * size, as: UInt8.self) }
  munmap(memory, count * size)
}

@Suite("Real counters", .serialized)
struct RealCounterTests {
  private func metrics(_ group: String) throws -> [String: Metric] {
    let groups = try CounterGroup.all(below: shippedGroups).selecting([group])
    let pass = try CounterPass(groups: groups)
    let metrics = pass.measure(iterations: 4) { calls in
      for _ in 0..<calls { touchFreshPages(64) }
    }
    return Dictionary(uniqueKeysWithValues: metrics.map { ($0.descriptor.key, $0) })
  }

  @Test(
    "of PAPI see the page faults of touching fresh memory",
    .enabled(if: countsSoftware, "perf_event_open is refused here, or PAPI is not built in"))
  func pageFaults() throws {
    let metrics = try metrics("software")
    let faults = try #require(metrics["papi_page_faults"])
    let value = try #require(faults.value)
    #expect(faults.status == .ok)
    #expect(value >= 64 && value < 128)
    #expect(try #require(metrics["papi_task_clock_ns"]?.value) > 0)
  }

  @Test("of rusage see the same faults without any rights")
  func rusage() throws {
    let metrics = try metrics("rusage")
    #expect(metrics.values.allSatisfy { $0.status == .ok && $0.value != nil })
    #expect(try #require(metrics["rusage_minor_page_faults"]?.value) >= 64)
  }

  @Test(
    "of PAPI that are trusted see every page fault, context switch and migration that was provoked",
    .enabled(if: countsSoftware, "perf_event_open is refused here, or PAPI is not built in"))
  func provoked() throws {
    let groups = try CounterGroup.all(below: shippedGroups).selecting(["software"])
    let pass = try CounterPass(groups: groups)
    for metric in pass.measure(iterations: 1, run: { _ in KnownWork.perform() }) {
      #expect((metric.value ?? 0 > 0) == (metric.status == .ok))
    }
  }

  @Test(
    "of PAPI that exclude the kernel are not trusted with what happens there",
    .enabled(if: countsSoftware, "perf_event_open is refused here, or PAPI is not built in"))
  func userModeOnly() {
    let event = CounterEvent(name: "perf::CONTEXT-SWITCHES:u=1:k=0", kind: .software)
    #expect(PAPISource().availability(of: event) == .unavailable(.countsNothing))
  }

  @Test("of the hardware group are counted or explained, never 0")
  func hardware() throws {
    let metrics = try metrics("hardware")
    #expect(metrics.count == 8)
    for metric in metrics.values where metric.status != .ok {
      #expect(metric.value == nil || metric.status == .unverified)
    }
    if PerfProbe().hardware != 0 {
      #expect(metrics.values.allSatisfy { $0.value == nil && $0.status != .ok })
    }
  }

  @Test("answer for an unknown event with a reason", arguments: CounterCatalog.all.map(\.id))
  func unknown(_ id: String) throws {
    let source = try #require(CounterCatalog.all.first { $0.id == id })
    let event = CounterEvent(name: "no-such-event", kind: .software)
    #expect(source.availability(of: event) != .available)
    #expect(throws: CounterError.self) { try source.open([event]) }
  }

  @Test("refuse to be stopped before their start")
  func misuse() throws {
    let session = try RusageSource().open([
      CounterEvent(name: "rusage::USER-TIME", kind: .software)
    ])
    let error = #expect(throws: CounterError.self) { try session.stop() }
    #expect(error?.description == "rusage counter session: stopped before its start")
  }

  @Test(
    "of PAPI count for each thread that opens them, and for that thread only",
    .enabled(if: countsSoftware, "perf_event_open is refused here, or PAPI is not built in"))
  func threads() throws {
    let event = CounterEvent(name: "perf::PAGE-FAULTS", kind: .software)
    let session = try PAPISource().open([event])
    try session.start()
    let elsewhere = onAnotherThread {
      touchFreshPages(256)
      return Result { () throws(CounterError) -> CounterReading in
        let session = try PAPISource().open([event])
        try session.start()
        touchFreshPages(64)
        return try session.stop()
      }
    }
    let here = try session.stop()
    let faultsHere = try #require(here.counts.first ?? nil)
    let faultsThere = try #require(elsewhere.get().counts.first ?? nil)
    #expect(faultsHere < 256)
    #expect(faultsThere >= 64 && faultsThere < 256)
  }
}

/// Runs `body` on a thread of its own and waits for it.
private func onAnotherThread<Value: Sendable>(_ body: @escaping @Sendable () -> Value) -> Value {
  nonisolated(unsafe) var value: Value?
  let done = DispatchSemaphore(value: 0)
  Thread {
    value = body()
    done.signal()
  }.start()
  done.wait()
  guard let value else { preconditionFailure("the thread ended without a value") }
  return value
}
