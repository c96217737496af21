import BenchHarness
import TestSupport
import Testing

@Suite("Counting pass")
struct CountingPassTests {
  let log = CallLog()

  func workload() -> ScriptedWorkload {
    ScriptedWorkload("a", clock: ScriptedClock(), costs: [1], log: log)
  }

  @Test("counts all warm calls at once, after an uncounted one")
  func warm() {
    CountingPass(policy: .warm).run(workload(), calls: 2) {
      log.entries.append("start")
    } stop: {
      log.entries.append("stop")
    }
    #expect(log.entries == ["run a", "start", "run a", "run a", "stop"])
  }

  @Test("counts cold calls one by one, without the evictions")
  func cold() {
    CountingPass(policy: .coldAll).run(workload(), calls: 2) {
      log.entries.append("start")
    } stop: {
      log.entries.append("stop")
    }
    let call = ["evict a cold-all", "start", "run a", "stop"]
    #expect(log.entries == call + call)
  }

  @Test("ends with the error of a counter that does not start")
  func failure() {
    let work = workload()
    #expect(throws: HarnessError.unknownPinning("x")) {
      try CountingPass(policy: .warm).run(work, calls: 2) { () throws(HarnessError) in
        throw .unknownPinning("x")
      } stop: { () throws(HarnessError) in
      }
    }
    #expect(work.runs == 1)
  }
}

@Suite("Workloads of the harness")
struct HarnessWorkloadTests {
  @Test("no-op and spin run under every cache policy", arguments: CachePolicy.allCases)
  func smoke(policy: CachePolicy) {
    let workloads: [any Workload] = [NoOpWorkload(), SpinWorkload(label: "spin", steps: 10)]
    for workload in workloads {
      if policy != .warm { workload.evict(policy) }
      workload.run()
    }
    #expect(workloads.map(\.label) == ["no-op", "spin"])
  }

  @Test("cache policies have the words of the command line")
  func words() {
    #expect(CachePolicy.allCases.map(\.rawValue) == ["warm", "cold-weights", "cold-all"])
  }
}
