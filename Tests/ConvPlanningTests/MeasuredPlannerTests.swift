import ConvModel
import ConvPlanning
import Foundation
import Testing

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

  private static func plan(_ program: Program, _ store: PlanStore) throws -> Plan {
    let planner = try Planner(choices: MeasuredChoices(store: store))
    return try #require(
      try planner.plans(program, layout: .nhwc, choice: .measured).first)
  }

  /// A store in a folder of its own, removed afterwards.
  private static func withStore(_ body: (PlanStore) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(PlanStore(url: folder.appending(path: "plans.json")))
  }

  private static func stored(_ store: PlanStore) throws -> [String: [String: Double]] {
    try JSONDecoder().decode(
      [String: [String: Double]].self, from: Data(contentsOf: store.url))
  }

  @Test("times the candidates, states the margin, and keeps every time")
  func measures() throws {
    try Self.withStore { store in
      let plan = try Self.plan(Self.program(kernel: 7), store)
      #expect(plan.reason.contains("measured"))
      let times = try #require(try Self.stored(store).values.first)
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
      let slowest = try #require(all[key]?.max { $0.value < $1.value }?.key)
      all[key]?[slowest] = 1e-3
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
      _ = try Self.plan(Self.program(kernel: 7), store)
      #expect(try Self.stored(store).count == 1)
    }
  }

  @Test("a cache that cannot be written costs nothing but the memory of it")
  func unwritable() throws {
    let store = PlanStore(url: URL(filePath: "/dev/null/lkbench/plans.json"))
    #expect(try !Self.plan(Self.program(kernel: 5), store).reason.isEmpty)
  }
}
