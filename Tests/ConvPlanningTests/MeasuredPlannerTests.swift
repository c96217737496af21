import ConvModel
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import ConvPlanning

@Suite("Measured planner")
struct MeasuredPlannerTests {
  private static func program(kernel: Int) throws -> Program {
    let variant = try VariantCatalog.variant("dense")
    let problem = try variant.problem(
      ProblemRequest(map: MapShape(channels: 8, height: 9, width: 9), kernel: kernel))
    let definition = try variant.define(
      problem, fill: Fill(.unitVariance, seed: 1), supplied: .none)
    return variant.program(problem, definition, form: try variant.form("direct"))
  }

  /// A plan of a fresh process; what it reports must be `reports`.
  private static func plan(
    _ program: Program, _ store: PlanStore, reports count: Int = 0
  ) throws -> Plan {
    let reports = Mutex<[String]>([])
    defer { #expect(reports.withLock { $0.count } == count) }
    let planner = try Planner(
      choices: MeasuredChoices(store: store) { line in reports.withLock { $0.append(line) } })
    return try #require(
      try planner.plans(program, layout: .nhwc, choice: .measured).first)
  }

  /// A store in a folder of its own, removed afterwards.
  private static func withStore(_ body: (PlanStore) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(PlanStore(url: folder.appending(path: "plans.json")))
  }

  private static func stored(_ store: PlanStore) throws -> [String: PlanStore.Entry] {
    try JSONDecoder().decode([String: PlanStore.Entry].self, from: Data(contentsOf: store.url))
  }

  @Test("times the candidates, states the margin, and keeps every time")
  func measures() throws {
    try Self.withStore { store in
      let plan = try Self.plan(Self.program(kernel: 7), store)
      #expect(plan.reason.contains("measured"))
      let times = try #require(try Self.stored(store).values.first?.nanoseconds)
      #expect(times[plan.id] == times.values.min())
      #expect(times.values.allSatisfy { $0 > 0 })
    }
  }

  @Test("takes a remembered time over a new measurement")
  func remembers() throws {
    try Self.withStore { store in
      let program = try Self.program(kernel: 7)
      _ = try Self.plan(program, store)
      var all = try Self.stored(store)
      let key = try #require(all.keys.first)
      let slowest = try #require(all[key]?.nanoseconds.max { $0.value < $1.value }?.key)
      all[key]?.nanoseconds[slowest] = 1e-3
      try JSONEncoder().encode(all).write(to: store.url)
      #expect(try Self.plan(program, store).id == slowest)
    }
  }

  @Test("keeps stages apart, and a damaged file only costs measuring again")
  func damage() throws {
    try Self.withStore { store in
      _ = try Self.plan(Self.program(kernel: 7), store)
      _ = try Self.plan(Self.program(kernel: 5), store)
      #expect(try Self.stored(store).count == 2)
      try Data("{\"half".utf8).write(to: store.url)
      _ = try Self.plan(Self.program(kernel: 7), store, reports: 1)
      #expect(try Self.stored(store).count == 1)
    }
  }

  @Test("a cache that cannot be written costs nothing but the memory of it, and is said once")
  func unwritable() throws {
    let store = PlanStore(url: URL(filePath: "/dev/null/lkbench/plans.json"))
    let reports = Mutex<[String]>([])
    let choices = MeasuredChoices(store: store) { line in reports.withLock { $0.append(line) } }
    for kernel in [5, 7] {
      let plans = try Planner(choices: choices)
        .plans(Self.program(kernel: kernel), layout: .nhwc, choice: .measured)
      #expect(plans.first?.reason.isEmpty == false)
    }
    let lines = reports.withLock { $0 }
    try #require(lines.count == 1)
    #expect(lines[0].contains("/dev/null/lkbench/plans.json"))
    #expect(Fuzzing.flaw(of: lines[0]) == nil)
  }
}
