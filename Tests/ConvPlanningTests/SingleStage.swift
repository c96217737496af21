import ConvModel
import ConvPlanning
import KernelBuilds

/// Programs of one dense stage on planes, for the tests of single algorithms.
enum SingleStage {
  /// Drawn weights of deviation 0.1 unless given.
  static func dense(_ shape: DepthwiseShape, weights: [Float]? = nil) -> Stage {
    let drawn = Fill(.unitVariance, seed: 2).values(
      role: "w", planes: shape.map.channels, count: shape.tapCount, deviation: 0.1, bound: 1)
    return Stage(
      shape: shape, structure: .dense, weights: weights ?? drawn, bias: nil, accumulates: false)
  }

  static func plan(
    _ stage: Stage, _ algorithm: String, _ build: KernelBuild
  ) throws -> Plan {
    let program = Program(
      map: stage.shape.map, convolvedChannels: stage.shape.map.channels, stages: [stage])
    return try build.planner().fixedPlan(program, layout: .nchw, id: algorithm)
  }

  static func input(_ map: MapShape) -> [Float] {
    Fill(.unitVariance, seed: 5).values(
      role: "input", planes: map.batch * map.channels, count: map.pixelCount, deviation: 1)
  }

  static func run(_ prepared: any PreparedKernel, _ input: [Float]) -> [Float] {
    let source = AlignedBuffer<Float>(input)
    let target = AlignedBuffer<Float>(repeating: .nan, count: input.count)
    prepared.run(input: source.pointer, output: target.pointer)
    return Array(target.buffer)
  }
}
