import CShims
import ConvModel
import Synchronization
import Testing

@testable import ConvPlanning

@Suite("Timing of candidates")
struct StageTimerTests {
  private static let map = MapShape(channels: 5, height: 7, width: 8)

  private static func stage(accumulates: Bool = false) -> Stage {
    var stage = SingleStage.dense(DepthwiseShape(map: map, kernelHeight: 7, kernelWidth: 7))
    stage.accumulates = accumulates
    stage.bias = (0..<map.channels).map { Float($0) - 2 }
    return stage
  }

  private static func outcome(
    _ algorithms: [any Algorithm], of stage: Stage = Self.stage(), layout: Layout = .nhwc
  ) throws -> StageTimer.Outcome {
    try StageTimer(stage, on: TensorSlice(layout: layout, tensor: map)).time(algorithms)
  }

  @Test("what writes something wrong, or not at all, is left out with the reason")
  func rejects() throws {
    let last = Self.map.elementCount - 1
    let outcome = try Self.outcome([
      AlgorithmDouble(id: "right"),
      AlgorithmDouble(id: "wrong", spoil: { $0[0] += 0.01 }),
      AlgorithmDouble(id: "infinite", spoil: { $0[last / 2 + 1] = .infinity }),
      AlgorithmDouble(id: "unwritten", spoil: { $0[last - 7] = .nan }),
      AlgorithmDouble(id: "failing", failure: "the library said no"),
      AlgorithmDouble(id: "refusing", error: .declined(algorithm: "refusing", reason: "too wide")),
    ])
    #expect(outcome.candidates.map(\.algorithm.id) == ["right"])
    try #require(outcome.rejections.count == 5)
    #expect(outcome.rejections[0].hasPrefix("wrong gave "))
    #expect(outcome.rejections[1] == "infinite wrote inf")
    #expect(outcome.rejections[2].hasPrefix("unwritten wrote "))
    #expect(outcome.rejections[3] == "failing the library said no")
    #expect(outcome.rejections[4] == "refusing declines: too wide")
  }

  @Test("what is no refusal of the algorithm's own is not passed over")
  func surfaces() {
    for error in [
      PlanError.noAlgorithm(structure: "dense"), .declined(algorithm: "another", reason: "x"),
    ] {
      #expect(throws: error) { try Self.outcome([AlgorithmDouble(id: "broken", error: error)]) }
    }
  }

  @Test("a stage that adds begins every sample at zero, and is checked", arguments: Layout.allCases)
  func accumulates(layout: Layout) throws {
    let seen = Mutex<[Float]>([])
    let outcome = try Self.outcome(
      [
        AlgorithmDouble(id: "watched", look: { output in seen.withLock { $0.append(output[0]) } }),
        AlgorithmDouble(id: "wrong", spoil: { $0[0] += 0.01 }),
      ], of: Self.stage(accumulates: true), layout: layout)
    #expect(outcome.candidates.map(\.algorithm.id) == ["watched"])
    let starts = seen.withLock { $0 }
    // The check, the first sample, and each of one to seven rounds.
    #expect((3...9).contains(starts.count { $0 == 0 }), "\(starts)")
  }

  @Test("denormals are flushed while candidates run, and not afterwards")
  func flushes() throws {
    let bits = UInt32(LKB_MXCSR_FLUSH_TO_ZERO | LKB_MXCSR_DENORMALS_ARE_ZERO)
    let modes = Mutex<Set<UInt32>>([])
    let before = lkb_mxcsr_get()
    _ = try Self.outcome([
      AlgorithmDouble(
        id: "watched", look: { _ in modes.withLock { _ = $0.insert(lkb_mxcsr_get() & bits) } })
    ])
    #expect(modes.withLock { $0 } == [bits])
    #expect(lkb_mxcsr_get() & bits == before & bits)
  }

  @Test("a plan measured for several threads times one share, and says what was left out")
  func shares() throws {
    var map = Self.map
    map.channels = 24
    let stage = SingleStage.dense(DepthwiseShape(map: map, kernelHeight: 5, kernelWidth: 5))
    let program = Program(map: map, convolvedChannels: 24, stages: [stage])
    let planner = try Planner(
      instructionSet: .portable,
      catalog: [
        AlgorithmDouble(id: "direct"),
        AlgorithmDouble(
          id: "toeplitz",
          spoil: {
            $0[0] += 1; $0[12] += 1
          }),
      ])
    for threads in 1...2 {
      let plans = try planner.plans(program, layout: .nhwc, choice: .measured, threads: threads)
      #expect(plans.map(\.id) == ["direct"])
      #expect(plans[0].reason.hasPrefix("direct alone takes this kernel; left out: toeplitz gave "))
    }
    let split = WorkSplit(program, layout: .nhwc, lanes: 4, threads: 5)
    let (part, slice) = split.largestPart(of: stage, in: map, layout: .nhwc)
    #expect(part.shape.map.channels == split.shares.map(\.channels.count).max())
    #expect(slice.tensor == map && part.weights.count == part.shape.map.channels * 25)
    #expect(slice.firstChannel % 4 == 0)
  }

  @Test("samples know every structure, as every kernel that takes it shows")
  func structures() throws {
    for variant in VariantCatalog.all {
      let problem = try variant.problem(ProblemRequest(map: Self.map, kernel: 13))
      let definition = try variant.define(
        problem, fill: Fill(.unitVariance, seed: 4), supplied: .none)
      for form in variant.forms {
        for stage in variant.program(problem, definition, form: form).stages {
          for layout in Layout.allCases {
            let takers = try Planner().survey(stage).filter { $0.support == .supported }
            let outcome = try Self.outcome(
              takers.map(\.algorithm), of: stage, layout: layout)
            #expect(outcome.rejections.isEmpty, "\(problem) \(form.id) \(layout)")
            #expect(outcome.candidates.count == takers.count)
          }
        }
      }
    }
  }
}
