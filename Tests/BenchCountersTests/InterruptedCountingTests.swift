import BenchCounters
import BenchModel
import Testing

@Suite("Counting in pieces")
struct InterruptedCountingTests {
  @Test("readings add up, a lost or overflowed count stays so, the worst share of time counts")
  func sums() {
    let first = CounterReading(counts: [3, nil, 5, 7], runningFraction: 0.5)
    let second = CounterReading(counts: [4, 1, -1, 1])
    let sum = first.adding(second)
    #expect(sum.counts == [7, nil, -1, 8])
    #expect(sum.runningFraction == 0.5)
    #expect(sum.perCall(at: 2, iterations: 2).status == .unverified)
  }

  @Test("work that starts and stops several times is counted over all its pieces, per call")
  func pieces() throws {
    let group = try CounterGroup(
      yaml: """
        name: faults
        summary: page faults
        source: rusage
        metrics:
          - key: rusage_minor_page_faults
            unit: count
            kind: software
            summary: page faults
            events: [rusage::MINOR-PAGE-FAULTS]
        """, file: "faults.yaml")
    let pass = try CounterPass(groups: [group], sources: [RusageSource()], knownWork: {})
    var pieces = 0
    let metrics = pass.measure(calls: 3) { start, stop throws(CounterError) in
      for _ in 0..<3 {
        try start()
        pieces += 1
        try stop()
      }
    }
    #expect(pieces == 3)
    #expect(metrics.map(\.status) == [.ok] && metrics[0].value != nil)
  }
}
