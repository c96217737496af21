import BenchCounters
import BenchModel
import Foundation
import Testing

/// The folder of groups that the project ships.
let shippedGroups = URL(filePath: #filePath)
  .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  .appending(path: "Benchmarks/CounterGroups").path(percentEncoded: false)

@Suite("A counter group")
struct CounterGroupTests {
  @Test("of the repository parses, and its keys differ from all others'")
  func shipped() throws {
    let groups = try CounterGroup.all(below: shippedGroups)
    #expect(
      groups.map(\.name) == [
        "branch", "energy", "flops", "hardware", "l1", "l2", "l3", "memory", "pipeline", "rusage",
        "software", "tlb",
      ])
    let own = groups.map { group in
      let used = Set(group.metrics.filter { $0.origin != nil }.map(\.descriptor.key))
      return group.metricDescriptors.map(\.key).filter { !used.contains($0) }
    }
    #expect(Set(own.joined()).count == own.joined().count)
    for group in groups {
      #expect(CounterCatalog.all.contains { $0.id == group.source })
      #expect(group.metricDescriptors.allSatisfy { $0.key.hasPrefix(group.source + "_") })
    }
  }

  @Test("of hardware events offers generic names first and has two anchors")
  func hardware() throws {
    let group = try #require(CounterGroup.all(below: shippedGroups).first { $0.name == "hardware" })
    #expect(group.metrics.allSatisfy { $0.events.first?.hasPrefix("perf::") == true })
    let anchors = group.metrics.filter(\.isAnchor).map(\.descriptor.key)
    #expect(anchors == ["papi_cycles", "papi_instructions"])
  }

  @Test("keeps the order and the units of its file")
  func software() throws {
    let group = try #require(CounterGroup.all(below: shippedGroups).first { $0.name == "software" })
    #expect(
      group.metricDescriptors.map(\.key) == [
        "papi_task_clock_ns", "papi_page_faults", "papi_context_switches", "papi_cpu_migrations",
      ])
    #expect(group.metricDescriptors.map(\.unit) == [.nanoseconds, .count, .count, .count])
  }

  static let good = """
    name: g
    summary: s
    metrics:
      - key: papi_a
        unit: count
        kind: software
        summary: s
        events: [perf::A]
    """

  @Test("comes from papi unless it says otherwise")
  func defaults() throws {
    let group = try CounterGroup(yaml: Self.good, file: "g.yaml")
    #expect(group.source == "papi")
    #expect(group.metrics == [CounterMetric("a", events: ["perf::A"]).with(kind: .software)])
  }

  @Test(
    "with a mistake says where it is and what would be right",
    arguments: [
      ("", "", "g.yaml:1:1: the counter group is empty"),
      ("name: g", "name: G g", "g.yaml:1:7: 'G g' is no group name: use a-z, 0-9 and '-'"),
      (
        "summary: s\nmetrics", "summry: s\nmetrics",
        "g.yaml:2:1: unknown field 'summry'; a counter group has: name, summary, notes, source, uses, metrics, derived"
      ),
      ("name: g\n", "", "g.yaml:1:1: 'name' is missing"),
      ("name: g", "name: g\nname: h", "field given twice: name"),
      ("name: g", "name: [", "not YAML: "),
      (
        "kind: software", "kind: firmware",
        "g.yaml:6:11: 'firmware' is no kind; one of: hardware, software"
      ),
      (
        "unit: count", "unit: cows",
        "g.yaml:5:11: 'cows' is no unit; one of: ns, bytes, count, ratio, "
      ),
      (
        "unit: count", "unit: ns",
        "g.yaml:4:10: the key of a metric in ns must end in '_ns'"
      ),
      (
        "papi_a", "cycles",
        "g.yaml:4:10: 'cycles' is no metric key: use a-z, 0-9 and '_', beginning with 'papi_'"
      ),
      ("[perf::A]", "[]", "g.yaml:8:13: 'events' must list an event of metric papi_a"),
      ("[perf::A]", "[x, x]", "g.yaml:8:17: an event must be a name, given once"),
      ("[perf::A]", "perf::A", "g.yaml:8:13: 'events' must be a list"),
      ("[perf::A]", "[perf::A]\n    anchor: maybe", "g.yaml:9:13: 'anchor' must be true or false"),
      (
        "[perf::A]",
        "[perf::A]\nderived:\n  - {key: papi_r, unit: ratio, summary: s, formula: papi_a / papi_b}",
        "g.yaml:10:62: 'papi_b' is no metric above this one, no count of this group and none of: time_ns"
      ),
      (
        "[perf::A]",
        "[perf::A]\n  - {key: papi_a, unit: count, kind: software, summary: s, events: [perf::B]}",
        "g.yaml:9:11: metric papi_a is defined twice"
      ),
    ])
  func mistakes(_ text: String, _ replacement: String, _ message: String) {
    let yaml = text.isEmpty ? "" : Self.good.replacing(text, with: replacement)
    let error = #expect(throws: CounterError.self) {
      try CounterGroup(yaml: yaml, file: "g.yaml")
    }
    let text = error?.description ?? ""
    #expect(text.contains(message))
    #expect(text.hasPrefix("g.yaml:"))
    #expect(!text.contains("\n"))
  }

  @Test("that is not there is reported with its path")
  func unreadable() {
    let error = #expect(throws: CounterError.self) { try CounterGroup.all(below: "/nowhere") }
    #expect(error?.description.hasPrefix("/nowhere: cannot read counter groups") == true)
  }

  @Test("is selected by name, and an unknown name lists the known ones")
  func selection() throws {
    let groups = try CounterGroup.all(below: shippedGroups)
    #expect(
      try groups.selecting(["software", "hardware"]).map(\.name) == ["software", "hardware"])
    let error = #expect(throws: CounterError.self) { try groups.selecting(["sofware"]) }
    #expect(
      error?.description
        == "no counter group 'sofware'; there are: \(groups.map(\.name).joined(separator: ", "))")
  }
}

extension CounterMetric {
  fileprivate func with(kind: CounterKind) -> CounterMetric {
    CounterMetric(
      descriptor: MetricDescriptor(key: descriptor.key, unit: .count, summary: "s"), kind: kind,
      events: events, isAnchor: isAnchor)
  }
}
