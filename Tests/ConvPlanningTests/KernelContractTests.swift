import ConvModel
import ConvPlanning
import KernelBuilds
import TestSupport
import Testing

@Suite("Contract of prepared kernels")
struct KernelContractTests {
  private static let map = MapShape(channels: 20, height: 9, width: 11)

  private static func plans(
    _ variant: String, kernel: Int, layout: Layout = .nhwc, map: MapShape = Self.map
  ) throws -> [Plan] {
    let variant = try VariantCatalog.variant(variant)
    let problem = try variant.problem(ProblemRequest(map: map, kernel: kernel))
    let definition = try variant.define(
      problem, fill: Fill(.unitVariance, seed: 1), supplied: .none)
    var plans: [Plan] = []
    for build in KernelBuild.all {
      for form in variant.forms {
        plans += try build.planner().plans(
          variant.program(problem, definition, form: form), layout: layout, choice: .all)
      }
    }
    return plans
  }

  /// Libraries keep their own memory.
  private static func callsLibrary(_ plan: Plan) -> Bool {
    plan.algorithms.contains { $0 is any PeerAlgorithm }
  }

  @Test(
    "run does not allocate",
    .enabled(if: AllocationCount.isCounting, "\(AllocationCount.whyNot)"))
  func doesNotAllocate() async {
    // In a process of its own: the count includes what other tests allocate meanwhile.
    await #expect(processExitsWith: .success) {
      for variant in ["dense", "sparse", "peripheral"] {
        for plan in try Self.plans(variant, kernel: 7) where !Self.callsLibrary(plan) {
          let prepared = try plan.prepare()
          let count = plan.layout.elementCount(Self.map)
          let input = AlignedBuffer<Float>(repeating: 1, count: count)
          let output = AlignedBuffer<Float>(repeating: 0, count: count)
          prepared.run(input: input.pointer, output: output.pointer)
          let requests = AllocationCount.during {
            for _ in 0..<10 { prepared.run(input: input.pointer, output: output.pointer) }
          }
          precondition(
            requests == 0, "\(plan.id) on \(plan.instructionSet) allocates \(requests) times")
        }
      }
    }
  }

  @Test("reports the memory it holds")
  func reportsMemory() throws {
    for plan in try Self.plans("decomposed", kernel: 7) {
      let prepared = try plan.prepare()
      #expect(prepared.weightByteCount > 0)
      #expect(prepared.workspaceByteCount > 0 || Self.callsLibrary(plan))
      #expect(prepared.weightMemory.reduce(0) { $0 + $1.count } <= prepared.weightByteCount)
    }
  }

  @Test("a delta kernel is the identity", arguments: Layout.allCases)
  func deltaIsIdentity(layout: Layout) throws {
    let kernel = 5
    let taps = kernel * kernel
    let weights = (0..<Self.map.channels * taps).map { Float($0 % taps == taps / 2 ? 1 : 0) }
    let stage = Stage(
      shape: DepthwiseShape(map: Self.map, kernelHeight: kernel, kernelWidth: kernel),
      structure: .dense, weights: weights, bias: nil, accumulates: false)
    let program = Program(
      map: Self.map, convolvedChannels: Self.map.channels, stages: [stage])
    let input = Fill(.unitVariance, seed: 5).values(
      role: "input", planes: Self.map.channels, count: Self.map.pixelCount, deviation: 1)
    let staged = LayoutConversion.fromPlanes(input, Self.map, to: layout)
    for build in KernelBuild.all {
      for plan in try build.planner().plans(program, layout: layout, choice: .all) {
        let output = AlignedBuffer<Float>(repeating: .nan, count: staged.count)
        try plan.prepare().run(input: staged.pointer, output: output.pointer)
        let planes = LayoutConversion.toPlanes(output.pointer, Self.map, from: layout)
        if plan.roundings == [.summation] {
          #expect(planes == input, "\(plan.id) on \(build)")
        } else {
          #expect(zip(planes, input).allSatisfy { abs($0 - $1) < 1e-5 }, "\(plan.id) on \(build)")
        }
      }
    }
  }
}
