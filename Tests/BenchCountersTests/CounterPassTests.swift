import BenchCounters
import BenchModel
import Testing

@Suite("A counter pass")
struct CounterPassTests {
  /// Runs `pass` over ten calls and returns the iterations that the work was asked for as well.
  private func measure(_ pass: CounterPass) -> (metrics: [Metric], runs: [Int]) {
    var runs: [Int] = []
    let metrics = pass.measure(iterations: 10) { runs.append($0) }
    return (metrics, runs)
  }

  private func pass(
    _ source: ScriptedCounters, _ groups: CounterGroup...
  ) throws -> CounterPass {
    try CounterPass(groups: groups, sources: [source], knownWork: {})
  }

  @Test("opens, starts, runs, stops, in this order and once per set")
  func order() throws {
    let source = ScriptedCounters(counts: ["a": 10, "b": 25])
    let pass = try pass(source, CounterGroup("g", [CounterMetric("a"), CounterMetric("b")]))
    source.log.clear()
    let metrics = pass.measure(iterations: 10) { source.log.add("run \($0)") }
    #expect(source.log.all == ["open a b", "start", "run 10", "stop"])
    #expect(metrics.map(\.value) == [1, 2.5])
    #expect(metrics.map(\.status) == [.ok, .ok])
    #expect(metrics.map(\.descriptor) == pass.metricDescriptors)
  }

  @Test("takes the first candidate that counts and keeps metrics without any")
  func partialGroup() throws {
    var source = ScriptedCounters(counts: ["a2": 10, "c": 30])
    source.refused = ["b": .denied(paranoid: 4)]
    let pass = try pass(
      source,
      CounterGroup(
        "g",
        [
          CounterMetric("a", events: ["a1", "a2"]), CounterMetric("b"), CounterMetric("c"),
          CounterMetric("d"),
        ]))
    let (metrics, runs) = measure(pass)
    #expect(metrics.map(\.value) == [1, nil, 3, nil])
    #expect(metrics.map(\.status) == [.ok, .denied, .ok, .unsupported])
    #expect(runs == [10])
    #expect(
      pass.outcomes.map(\.resolution) == [
        .counted(CounterEvent(name: "a2", kind: .hardware)), .absent(.denied(paranoid: 4)),
        .counted(CounterEvent(name: "c", kind: .hardware)), .absent(.noSuchEvent),
      ])
  }

  @Test("gives the reason of the wanted event, not that of its substitutes")
  func firstReason() throws {
    var source = ScriptedCounters()
    source.refused = ["a1": .kernelModeDenied(paranoid: 2), "a2": .countsNothing]
    let pass = try pass(source, CounterGroup("g", [CounterMetric("a", events: ["a1", "a2"])]))
    #expect(pass.outcomes.map(\.resolution) == [.absent(.kernelModeDenied(paranoid: 2))])
    #expect(measure(pass).metrics.map(\.status) == [.denied])
  }

  @Test("never runs the work when nothing can be counted, and has every column all the same")
  func nothing() throws {
    let group = CounterGroup(
      "g", [CounterMetric("a"), CounterMetric("b")], derived: [DerivedMetric("r", "a", over: "b")])
    for pass in [
      try pass(ScriptedCounters(), group),
      try CounterPass(groups: [group], sources: [], knownWork: {}),
    ] {
      let (metrics, runs) = measure(pass)
      #expect(metrics.map(\.descriptor) == group.metricDescriptors)
      #expect(metrics.allSatisfy { $0.value == nil && $0.status == .unsupported })
      #expect(runs.isEmpty)
      #expect(!pass.countsAnything)
    }
  }

  @Test("splits what does not fit, with the anchors first in every set")
  func splitting() throws {
    var source = ScriptedCounters(counts: [
      "c": 100, "cycles": 1000, "instructions": 2000, "d": 20, "e": 30, "f": 40,
    ])
    source.capacity = 4
    let pass = try pass(
      source,
      CounterGroup(
        "g",
        [
          CounterMetric("c"), CounterMetric("cycles", anchor: true),
          CounterMetric("instructions", anchor: true), CounterMetric("d"), CounterMetric("e"),
          CounterMetric("f"),
        ], derived: [DerivedMetric("ipc", "instructions", over: "cycles")]))
    source.log.clear()
    let (metrics, runs) = measure(pass)
    #expect(
      source.log.all.filter { $0.hasPrefix("open") } == [
        "open cycles instructions c d", "open cycles instructions e f",
      ])
    #expect(runs == [10, 10])
    #expect(pass.passCount == 2)
    #expect(metrics.map(\.value) == [10, 100, 200, 2, 3, 4, 2])
    #expect(metrics.allSatisfy { $0.status == .ok })
  }

  @Test("counts an event alone that fits beside no anchor, and anchors even alone")
  func tight() throws {
    var source = ScriptedCounters(counts: ["cycles": 10, "instructions": 20, "c": 30])
    source.capacity = 2
    let pass = try pass(
      source,
      CounterGroup(
        "g",
        [
          CounterMetric("cycles", anchor: true), CounterMetric("instructions", anchor: true),
          CounterMetric("c"),
        ]))
    source.log.clear()
    #expect(measure(pass).metrics.map(\.value) == [1, 2, 3])
    #expect(
      source.log.all.filter { $0.hasPrefix("open") } == ["open cycles instructions", "open c"])
  }

  @Test("marks values unverified when its passes did not see the same work")
  func disagreement() throws {
    for (second, expected) in [(2030, MetricStatus.ok), (2050, .unverified)] {
      var source = ScriptedCounters(counts: ["cycles": 1, "instructions": 1, "c": 1, "d": 1])
      source.capacity = 3
      source.countsOfPass = { [log = source.log] _, name in
        switch name {
        case "cycles": 1000
        case "instructions":
          log.all.last { $0.hasPrefix("open") }?.hasSuffix("d") == true
            ? Int64(second) : 2000
        default: 7
        }
      }
      let pass = try pass(
        source,
        CounterGroup(
          "g",
          [
            CounterMetric("cycles", anchor: true), CounterMetric("instructions", anchor: true),
            CounterMetric("c"), CounterMetric("d"),
          ]))
      let metrics = measure(pass).metrics
      #expect(metrics.map(\.value) == [100, 200, 0.7, 0.7])
      #expect(metrics.allSatisfy { $0.status == expected })
    }
  }

  @Test("goes on when starting fails, without having run the work")
  func failingStart() throws {
    var source = ScriptedCounters(counts: ["a": 10])
    source.startFailure = .conflict(watchdogCounts: true)
    let (metrics, runs) = measure(try pass(source, CounterGroup("g", [CounterMetric("a")])))
    #expect(metrics.map(\.status) == [.unsupported])
    #expect(metrics.map(\.value) == [nil])
    #expect(runs.isEmpty)
  }

  @Test("goes on when stopping fails, and runs the work once only")
  func failingStop() throws {
    var source = ScriptedCounters(counts: ["a": 10])
    source.stopFailure = .denied(paranoid: nil)
    let (metrics, runs) = measure(try pass(source, CounterGroup("g", [CounterMetric("a")])))
    #expect(metrics.map(\.status) == [.denied])
    #expect(metrics.map(\.value) == [nil])
    #expect(runs == [10])
  }

  @Test("keeps the other events when one can no longer be opened")
  func vanishing() throws {
    var source = ScriptedCounters(counts: ["a": 10, "b": 20, "c": 30])
    source.lifetimes = ["b": 1]
    let pass = try pass(
      source, CounterGroup("g", [CounterMetric("a"), CounterMetric("b"), CounterMetric("c")]))
    let (metrics, runs) = measure(pass)
    #expect(metrics.map(\.value) == [1, nil, 3])
    #expect(metrics.map(\.status) == [.ok, .unsupported, .ok])
    #expect(runs == [10])
  }

  @Test(
    "leaves the value empty of an event that vanished while counting, and of one that overflowed")
  func lostCounts() throws {
    let source = ScriptedCounters(counts: ["a": Int64?.none, "b": -5, "c": 30])
    let group = CounterGroup(
      "g",
      [
        CounterMetric("a", kind: .software), CounterMetric("b", kind: .software),
        CounterMetric("c", kind: .software),
      ],
      derived: [DerivedMetric("r", "c", over: "b")])
    let metrics = measure(try pass(source, group)).metrics
    #expect(metrics.map(\.value) == [nil, nil, 3, nil])
    #expect(metrics.map(\.status) == [.unsupported, .unverified, .ok, .unverified])
  }

  @Test("passes on that a source multiplexed")
  func multiplexed() throws {
    var source = ScriptedCounters(counts: ["a": 10, "b": 0])
    source.runningFraction = 0.25
    let group = CounterGroup(
      "g", [CounterMetric("a", kind: .software), CounterMetric("b", kind: .software)],
      derived: [DerivedMetric("r", "b", over: "a"), DerivedMetric("q", "a", over: "b")])
    let metrics = measure(try pass(source, group)).metrics
    #expect(metrics.map(\.value) == [1, 0, 0, nil])
    #expect(metrics.map(\.status) == [.multiplexed, .multiplexed, .multiplexed, .unverified])
  }

  @Test("refuses two groups with one metric and takes a group given twice once")
  func repetition() throws {
    let source = ScriptedCounters(counts: ["a": 10])
    let group = CounterGroup("g", [CounterMetric("a")])
    #expect(try pass(source, group, group).metricDescriptors.count == 1)
    let error = #expect(throws: CounterError.self) {
      try pass(source, group, CounterGroup("h", [CounterMetric("a")]))
    }
    #expect(error == .conflictingMetric(key: "papi_a", groups: ["g", "h"]))
  }

  @Test("sends each group to its own source")
  func sources() throws {
    let rusage = CounterGroup(
      name: "r", summary: "r", source: "other",
      metrics: [
        CounterMetric(
          descriptor: MetricDescriptor(key: "other_a", unit: .count, summary: "a"),
          kind: .software, events: ["a"])
      ])
    let pass = try CounterPass(
      groups: [CounterGroup("g", [CounterMetric("a")]), rusage],
      sources: [
        ScriptedCounters(counts: ["a": 10]), ScriptedCounters(id: "other", counts: ["a": 50]),
      ], knownWork: {})
    #expect(measure(pass).metrics.map(\.value) == [1, 5])
  }
}
