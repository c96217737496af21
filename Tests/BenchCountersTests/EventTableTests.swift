import BenchCounters
import BenchModel
import Foundation
import Testing

@Suite("An event table")
struct EventTableTests {
  private static let definition = """
    name: g
    summary: s
    notes: first
    metrics:
      - {key: papi_a, unit: count, kind: hardware, summary: a, events: [perf::A], anchor: true}
      - {key: papi_b, unit: flops, kind: hardware, summary: b}
      - {key: papi_c_bytes, unit: bytes, kind: hardware, summary: c, mayBeZero: true}
    derived:
      - {key: papi_r, unit: ratio, summary: r, formula: papi_b / flop / papi_a}
    """.replacing("papi_b", with: "papi_b_flops")

  /// The group `g` of a folder with these files.
  private func group(
    _ files: [String: String], for id: String = "zen4"
  ) throws -> CounterGroup {
    let root = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: root) }
    for (path, text) in files.merging(
      ["generic/g": Self.definition], uniquingKeysWith: { a, _ in a })
    {
      let file = root.appending(path: path + ".yaml")
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try text.write(to: file, atomically: false, encoding: .utf8)
    }
    let machine = try #require(MicroArchitecture.all.first { $0.id == id })
    let groups = try CounterGroup.all(below: root.path(percentEncoded: false), for: machine)
    return try #require(groups.first { $0.name == "g" })
  }

  @Test("gives events, parts and formulas, and leaves the columns as they are")
  func applied() throws {
    let plain = try group([:])
    #expect(plain.microArchitecture == "generic" && plain.notes == ["first"])
    #expect(plain.metrics.map(\.events) == [["perf::A"], [], []])
    let group = try group([
      "zen4/g": """
      notes: second
      counts:
        papi_c_bytes: [C]
        part: {events: [P, Q], mayBeZero: true}
      formulas:
        papi_b_flops: 2 * flop * part
      """
    ])
    #expect(group.metricDescriptors == plain.metricDescriptors)
    #expect(group.microArchitecture == "zen4" && group.notes == ["first", "second"])
    #expect(group.metrics.map(\.descriptor.key) == ["papi_a", "papi_c_bytes", "part"])
    #expect(group.metrics.map(\.events) == [["perf::A"], ["C"], ["P", "Q"]])
    #expect(group.metrics.map(\.mayBeZero) == [false, true, true])
    #expect(group.metrics.map(\.isColumn) == [true, true, false])
    #expect(group.derived.map(\.descriptor.key) == ["papi_b_flops", "papi_r"])
  }

  @Test("takes what it leaves out from the table that it extends")
  func extended() throws {
    let base = """
      counts:
        part: [P]
        other: [O]
        papi_c_bytes: [C]
      formulas:
        papi_b_flops: flop * (part + other)
      """
    let same = try group(["zen3/g": base, "zen4/g": "extends: zen3\ncounts: {part: [Q]}"])
    #expect(same.metrics.map(\.events) == [["perf::A"], ["C"], ["Q"], ["O"]])
    let single = try group(["zen3/g": base, "zen4/g": "extends: zen3\ncounts: {papi_b_flops: [B]}"])
    #expect(single.metrics.map(\.events) == [["perf::A"], ["B"], ["C"]])
    #expect(single.derived.map(\.descriptor.key) == ["papi_r"])
    let none = try group(["zen3/g": base, "zen4/g": "extends: zen3\ncounts: {papi_c_bytes: []}"])
    #expect(none.metrics.first { $0.descriptor.key == "papi_c_bytes" }?.events == [])
  }

  @Test(
    "with a mistake says where it is",
    arguments: [
      (
        "counts: {papi_z: [Z]}",
        "zen4/g.yaml:1:18: 'papi_z' is no metric of group g and in no formula"
      ),
      ("counts: {part: [Z]}", "zen4/g.yaml:1:16: 'part' is no metric of group g and in no formula"),
      ("formulas: {papi_z: 1}", "zen4/g.yaml:1:20: 'papi_z' is no metric of group g"),
      (
        "formulas: {papi_b_flops: 2 * papi_a}",
        "zen4/g.yaml:1:26: '2 * papi_a' is in count, but unit flops is flops"
      ),
      ("formulas: {papi_b_flops: 2 * }", "zen4/g.yaml:1:29: the end in a formula"),
      ("formulas:\n  papi_b_flops: \"flop * q\"", "zen4/g.yaml:2:25: 'q' is no metric"),
      ("counts: {papi_b_flops: B}", "zen4/g.yaml:1:24: 'papi_b_flops' must be a list"),
      ("events: []", "zen4/g.yaml:1:1: unknown field 'events'; an event table has: extends, notes"),
      (
        "extends: zen2",
        "zen4/g.yaml: cannot read counter groups: it extends 'zen2', which has no table"
      ),
      ("extends: zen4", "it extends 'zen4', which has no table of group g"),
    ])
  func mistakes(_ table: String, _ message: String) {
    let error = #expect(throws: CounterError.self) { try group(["zen4/g": table]) }
    let text = error?.description ?? ""
    #expect(text.contains(message), "\(text)")
    #expect(!text.contains("\n"))
  }

  @Test("of no group, and groups that use what is not there or themselves, are refused")
  func folders() {
    let uses =
      "name: h\nsummary: s\nuses: {g: [papi_q]}\nmetrics:\n"
      + "  - {key: papi_h, unit: count, kind: hardware, summary: h}"
    for (files, message) in [
      (["zen4/x": "notes: n"], "there is no group 'x' in generic/"),
      (["generic/h": Self.definition], "the group is called 'g', unlike its file"),
      (["generic/h": uses], "'papi_q' is no counted metric of group g, or is named twice"),
      (["generic/h": uses.replacing("{g:", with: "{i:")], "there is no counter group 'i' to use"),
      (["generic/h": uses.replacing("{g:", with: "{h:")], "the group uses itself"),
      (
        ["generic/h": uses.replacing("papi_q", with: "papi_a"), "zen4/h": "counts: {papi_a: [X]}"],
        "events of papi_a belong to group g"
      ),
    ] {
      let error = #expect(throws: CounterError.self) { try group(files) }
      #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
    }
  }

  @Test("may have every metric shared with another group: one column, counted in both")
  func shared() throws {
    let groups = try CounterGroup.all(below: shippedGroups, for: .generic)
    let pass = try CounterPass(groups: groups, sources: [], knownWork: {})
    let keys = pass.metricDescriptors.map(\.key)
    #expect(Set(keys).count == keys.count)
    #expect(keys.filter { $0 == "papi_cycles" }.count == 1)
    let metrics = pass.measure(iterations: 1) { _ in }
    #expect(metrics.map(\.descriptor) == pass.metricDescriptors)
  }
}
