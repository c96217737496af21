import CShims
import ConvModel
import Testing

@testable import ConvPlanning

@Suite("Phases of kernels")
struct PhaseTests {
  private static let map = MapShape(channels: 5, height: 9, width: 8)

  private static func plan(
    _ algorithm: any Algorithm, layout: Layout, kernel: Int
  ) throws -> Plan? {
    let shape = DepthwiseShape(map: map, kernelHeight: kernel, kernelWidth: kernel)
    let program = Program(
      map: map, convolvedChannels: map.channels, stages: [SingleStage.dense(shape)])
    let planner = try Planner(instructionSet: Machine.current.best)
    return try? planner.fixedPlan(program, layout: layout, id: algorithm.id)
  }

  @Test(
    "shares add up to the whole, and marks change no bit of the output",
    arguments: AlgorithmCatalog.algorithms(for: Machine.current.best).map(\.id), [7, 9])
  func shares(id: String, kernel: Int) throws {
    let algorithm = try #require(AlgorithmCatalog.all.first { $0.id == id })
    for layout in Layout.allCases {
      guard let plan = try Self.plan(algorithm, layout: layout, kernel: kernel) else { continue }
      let prepared = try plan.prepare()
      let count = layout.elementCount(Self.map)
      let input = AlignedBuffer<Float>(
        Fill(.unitVariance, seed: 3).values(role: "input", planes: 1, count: count, deviation: 1))
      let plain = AlignedBuffer<Float>(repeating: 0, count: count)
      let marked = AlignedBuffer<Float>(repeating: 0, count: count)
      prepared.run(input: UnsafePointer(input.pointer), output: plain.pointer)
      let shares = prepared.phaseShares(
        input: UnsafePointer(input.pointer), output: marked.pointer, calls: 3)
      #expect(Array(plain.buffer) == Array(marked.buffer), "\(id) \(layout)")
      #expect(abs(shares.reduce(0) { $0 + $1.share } - 1) < 1e-9, "\(id) \(layout)")
      #expect(shares.count <= Int(LKB_PHASE_LIMIT) && shares.allSatisfy { $0.stage == 0 })
      #expect(Set(shares.map(\.phase)).count == shares.count)
    }
  }

  @Test("every phase of a kernel that works in several takes some time")
  func entered() throws {
    for id in ["fft", "winograd", "im2col-gemm"] {
      guard let algorithm = AlgorithmCatalog.all.first(where: { $0.id == id }),
        let plan = try Self.plan(algorithm, layout: .nchw, kernel: 7)
      else { continue }
      let buffer = AlignedBuffer<Float>(repeating: 1, count: Self.map.elementCount)
      let output = AlignedBuffer<Float>(repeating: 0, count: Self.map.elementCount)
      let shares = try plan.prepare().phaseShares(
        input: UnsafePointer(buffer.pointer), output: output.pointer, calls: 5)
      #expect(shares.count >= 4 && shares.allSatisfy { $0.share > 0 }, "\(id): \(shares)")
    }
  }

  @Test("stages of a program are told apart")
  func stages() throws {
    let map = Self.map
    let stages = [7, 5].enumerated().map { index, kernel in
      var stage = SingleStage.dense(
        DepthwiseShape(map: map, kernelHeight: kernel, kernelWidth: kernel))
      stage.accumulates = index > 0
      return stage
    }
    let program = Program(map: map, convolvedChannels: map.channels, stages: stages)
    let plan = try Planner(instructionSet: Machine.current.best)
      .fixedPlan(program, layout: .nchw, id: "direct")
    let buffer = AlignedBuffer<Float>(repeating: 1, count: map.elementCount)
    let output = AlignedBuffer<Float>(repeating: 0, count: map.elementCount)
    let shares = try plan.prepare().phaseShares(
      input: UnsafePointer(buffer.pointer), output: output.pointer, calls: 2)
    #expect(Set(shares.map(\.stage)) == [0, 1])
  }
}
