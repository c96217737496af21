import ConvModel
import TestSupport
import Testing

@testable import ConvPlanning

@Suite("Cost models")
struct CostModelTests {
  /// What the planner may choose from.
  private static let chosen = AlgorithmCatalog.all.filter { !($0 is any PeerAlgorithm) }

  @Test("every algorithm that is no library has one on every instruction set it is built for")
  func complete() {
    for algorithm in Self.chosen {
      #expect(
        CostModel.model(of: algorithm) != nil,
        "\(algorithm.id) on \(algorithm.instructionSet): add a line to CostModel+….swift")
      #expect(Planner.exclusion(of: algorithm) == nil)
    }
    for peer in AlgorithmCatalog.all where peer is any PeerAlgorithm {
      #expect(CostModel.model(of: peer) == nil)
      #expect(Planner.exclusion(of: peer) == "only when asked for")
    }
  }

  @Test(
    "names algorithms that there are, each once, with times that grow",
    arguments: InstructionSet.allCases)
  func lines(set: InstructionSet) {
    let models = CostModel.models(for: set)
    #expect(
      models.map(\.algorithm).sorted()
        == Self.chosen.filter { $0.instructionSet == set }.map(\.id).sorted())
    for model in models {
      #expect(model.perFLOP > 0 && model.perPixel >= 0 && model.perGroup >= 0, "\(model)")
    }
  }

  @Test("one that is missing is said in the survey, and the algorithm is never chosen")
  func missing() throws {
    let map = MapShape(channels: 4, height: 5, width: 5)
    let stage = SingleStage.dense(DepthwiseShape(map: map, kernelHeight: 3, kernelWidth: 3))
    let new = AlgorithmDouble(id: "brand-new")
    #expect(Planner.exclusion(of: new) == "has no cost model: never chosen unasked")
    let planner = try Planner(instructionSet: .portable, catalog: [new])
    let entry = try #require(planner.survey(stage).first)
    #expect(entry.support == .supported && entry.predicted == nil)
    #expect(entry.exclusion == "has no cost model: never chosen unasked")
    let program = Program(map: map, convolvedChannels: 4, stages: [stage])
    for choice in [AlgorithmChoice.auto, .measured] {
      #expect(throws: PlanError.noAlgorithm(structure: "dense")) {
        try planner.plans(program, layout: .nhwc, choice: choice)
      }
    }
    let asked = try planner.plans(program, layout: .nhwc, choice: .fixed("brand-new"))
    #expect(asked.map(\.id) == ["brand-new"])
  }

  /// The one line of the fitting script that defines `name`.
  private static func line(_ name: String) throws -> String {
    let text = String(decoding: try Fuzzing.file("scripts/fit-cost-model.py"), as: UTF8.self)
    let lines = text.split(separator: "\n").filter { $0.hasPrefix("\(name) = ") }
    #expect(lines.count == 1)
    return String(try #require(lines.first))
  }

  @Test("the script that fits them knows the same algorithms and lanes")
  func script() throws {
    let chosen = try Self.line("CHOSEN").split(separator: "\"").enumerated()
      .filter { $0.offset % 2 == 1 }.map { String($0.element) }
    #expect(Set(chosen) == Set(Self.chosen.map(\.id)))
    #expect(chosen.count == Set(chosen).count)
    let lanes = InstructionSet.allCases.map { "\"\($0.rawValue)\": \($0.lanes)" }
    #expect(try Self.line("LANES") == "LANES = {\(lanes.joined(separator: ", "))}")
  }

  @Test("the script that fits them takes every form of one stage")
  func forms() throws {
    let line = try Self.line("ONE_STAGE")
    for variant in VariantCatalog.all {
      let problem = try variant.problem(
        ProblemRequest(map: MapShape(channels: 4, height: 9, width: 9), kernel: 9))
      let definition = try variant.define(
        problem, fill: Fill(.unitVariance, seed: 1), supplied: .none)
      for form in variant.forms {
        let stages = variant.program(problem, definition, form: form).stages.count
        #expect(line.contains("\"\(form.id)\"") == (stages == 1), "\(form.id): \(stages)")
      }
    }
  }
}
