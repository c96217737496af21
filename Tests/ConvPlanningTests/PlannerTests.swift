import ConvModel
import Testing

@testable import ConvPlanning

@Suite("Planner")
struct PlannerTests {
  private static let map = MapShape(channels: 16, height: 8, width: 8)

  private static func program(
    _ variant: String, form: String, sparsity: Double? = nil, on map: MapShape = Self.map,
    kernel: Int = 7
  ) throws -> Program {
    let variant = try VariantCatalog.variant(variant)
    let problem = try variant.problem(ProblemRequest(map: map, kernel: kernel, sparsity: sparsity))
    let definition = try variant.define(
      problem, fill: Fill(.unitVariance, seed: 1), supplied: .none)
    return variant.program(problem, definition, form: try variant.form(form))
  }

  private static func choice(_ program: Program) throws -> Plan {
    try #require(
      try Planner(instructionSet: .avx2).plans(program, layout: .nhwc, choice: .auto).first)
  }

  @Test(
    "chooses by structure and density, and says why, on the instruction set of the fit",
    .enabled(if: Machine.current.instructionSets.contains(.avx2)))
  func heuristic() throws {
    let dense = try Self.choice(Self.program("dense", form: "direct"))
    #expect(dense.id == "winograd")
    #expect(dense.reason.hasPrefix("winograd is predicted"))
    #expect(try Self.choice(Self.program("peripheral", form: "shared")).id == "box-sums")
    #expect(try Self.choice(Self.program("peripheral", form: "expanded")).id == "winograd")
    let small = MapShape(channels: 16, height: 7, width: 7)
    #expect(try Self.choice(Self.program("dense", form: "direct", on: small)).id == "toeplitz")
    let large = MapShape(channels: 16, height: 28, width: 28)
    #expect(
      try Self.choice(Self.program("dense", form: "direct", on: large, kernel: 31)).id == "fft")
    let pruned = try Self.program("sparse", form: "cross", sparsity: 0.97, on: large, kernel: 31)
    #expect(try Self.choice(pruned).id == "tap-list")
  }

  @Test("refuses an unknown algorithm with the nearest names")
  func unknownAlgorithm() throws {
    let program = try Self.program("dense", form: "direct")
    let error = #expect(throws: PlanError.self) {
      try Planner().plans(program, layout: .nhwc, choice: .fixed("dirct"))
    }
    #expect(error?.description.contains("direct") == true)
  }

  @Test("refuses an algorithm that does not handle the structure, with the reason")
  func declined() throws {
    let program = try Self.program("dense", form: "direct")
    let error = #expect(throws: PlanError.self) {
      try Planner().plans(program, layout: .nhwc, choice: .fixed("box-sums"))
    }
    #expect(
      error?.description
        == "box-sums declines: does not handle kernels of structure dense")
  }

  @Test("refuses an instruction set the machine lacks")
  func absentInstructionSet() {
    #expect(throws: PlanError.instructionSetAbsent(.avx512)) {
      try Planner(instructionSet: .avx512, machine: Machine(instructionSets: [.portable]))
    }
  }

  @Test("all leaves out refusals, and nothing else that goes wrong")
  func all() throws {
    let dense = try Self.program("dense", form: "direct")
    var shared = try Self.program("peripheral", form: "shared")
    func plans(_ program: Program, _ catalog: [any Algorithm]) throws -> [String] {
      try Planner(instructionSet: .portable, catalog: catalog)
        .plans(program, layout: .nhwc, choice: .all).map(\.id)
    }
    // "direct" has a cost model, so that it may be chosen for other stages.
    let direct = AlgorithmDouble(id: "direct")
    let boxes = AlgorithmDouble(id: "box-sums", handles: [.shared])
    #expect(try plans(dense, [direct, boxes]) == ["direct"])
    #expect(try plans(dense, [boxes]) == [])
    // A stage that nobody takes is no refusal of the algorithm that takes the other one.
    shared.stages += dense.stages
    #expect(try plans(shared, [direct, boxes]) == ["box-sums+direct", "box-sums+direct"])
    #expect(throws: PlanError.noAlgorithm(structure: "shared")) { try plans(shared, [direct]) }
    #expect(throws: PlanError.noAlgorithm(structure: "dense")) { try plans(shared, [boxes]) }
  }

  @Test("an algorithm's own refusal is told from every other error")
  func refusals() {
    #expect(PlanError.declined(algorithm: "a", reason: "").isRefusal(of: "a"))
    #expect(PlanError.unavailable(algorithm: "a", reason: "").isRefusal(of: "a"))
    for error in [
      PlanError.declined(algorithm: "b", reason: ""), .unavailable(algorithm: "b", reason: ""),
      .unknownAlgorithm("a", near: []), .unknownInstructionSet("a"),
      .instructionSetAbsent(.avx2), .noAlgorithm(structure: "a"),
    ] { #expect(!error.isRefusal(of: "a")) }
  }

  @Test("surveys every algorithm of the instruction set")
  func survey() throws {
    let stage = try #require(try Self.program("dense", form: "direct").stages.first)
    let survey = try Planner().survey(stage)
    #expect(Set(survey.map(\.algorithm.id)) == Set(AlgorithmCatalog.ids))
    #expect(survey.allSatisfy { $0.support == .supported || $0.predicted == nil })
  }
}
