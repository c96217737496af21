import ConvModel
import ConvPlanning
import ConvReference
import KernelBuilds
import TestSupport
import Testing

@Suite("winograd")
struct WinogradTests {
  private static let kernels = [7, 9]

  private static func stage(
    _ map: MapShape, height: Int, width: Int, weights: [Float]? = nil
  ) -> Stage {
    let shape = DepthwiseShape(map: map, kernelHeight: height, kernelWidth: width)
    return SingleStage.dense(shape, weights: weights)
  }

  private static func plan(_ stage: Stage, _ build: KernelBuild) throws -> Plan {
    try SingleStage.plan(stage, "winograd", build)
  }

  @Test("every tap alone shifts the map by its place and fills up with zeros", arguments: kernels)
  func shift(kernel: Int) throws {
    let map = MapShape(channels: kernel * kernel, height: 5, width: 19)
    let taps = kernel * kernel
    let input = SingleStage.input(map)
    // Channel c has its tap at place c.
    let weights = (0..<map.channels * taps).map { Float($0 / taps == $0 % taps ? 1 : 0) }
    let stage = Self.stage(map, height: kernel, width: kernel, weights: weights)
    for build in KernelBuild.all {
      let output = SingleStage.run(try Self.plan(stage, build).prepare(), input)
      for index in output.indices {
        let (plane, pixel) = index.quotientAndRemainder(dividingBy: map.pixelCount)
        let y = pixel / map.width + plane / kernel - kernel / 2
        let x = pixel % map.width + plane % kernel - kernel / 2
        let isInside = (0..<map.height).contains(y) && (0..<map.width).contains(x)
        let expected = isInside ? input[plane * map.pixelCount + y * map.width + x] : 0
        #expect(abs(output[index] - expected) < 5e-5, "\(build) \(plane) \(pixel)")
      }
    }
  }

  @Test("computes maps of every height, from one row to past three turns of its sums")
  func heights() throws {
    for kernelHeight in Self.kernels {
      for height in 1...3 * kernelHeight + 1 {
        let map = MapShape(channels: 3, height: height, width: 9)
        let stage = Self.stage(map, height: kernelHeight, width: 7)
        let input = SingleStage.input(map)
        for build in KernelBuild.all {
          let output = SingleStage.run(try Self.plan(stage, build).prepare(), input)
          let program = Program(map: map, convolvedChannels: 3, stages: [stage])
          let direct = try build.planner().fixedPlan(
            program, layout: .nchw, id: "direct")
          let expected = SingleStage.run(try direct.prepare(), input)
          #expect(
            zip(output, expected).allSatisfy { abs($0 - $1) < 5e-5 },
            "\(build) \(kernelHeight) \(height)")
        }
      }
    }
  }

  @Test(
    "an input that is not finite spoils the tiles that read it, in the rows that the kernel reaches, and no later run",
    arguments: kernels)
  func nonFinite(kernel: Int) throws {
    let map = MapShape(batch: 2, channels: 19, height: 15, width: 29)
    let clean = SingleStage.input(map)
    let spoilt = 13
    let tileWidth = 15 - kernel
    for build in KernelBuild.all {
      let prepared = try Self.plan(Self.stage(map, height: kernel, width: kernel), build).prepare()
      let expected = SingleStage.run(prepared, clean)
      for value in [Float.nan, .infinity, -.infinity] {
        for pixel in [0, map.pixelCount / 2, map.pixelCount - 1] {
          var input = clean
          input[spoilt * map.pixelCount + pixel] = value
          let (y, x) = (pixel / map.width, pixel % map.width)
          let output = SingleStage.run(prepared, input)
          for index in output.indices {
            let row = index % map.pixelCount / map.width
            let tile = index % map.width / tileWidth * tileWidth
            let read = tile - kernel / 2..<tile - kernel / 2 + 14
            let isSpoilt =
              index / map.pixelCount == spoilt && abs(row - y) <= kernel / 2 && read.contains(x)
            if isSpoilt { continue }
            #expect(output[index] == expected[index], "\(build) \(index)")
          }
          #expect(!output[spoilt * map.pixelCount + pixel].isFinite)
          #expect(SingleStage.run(prepared, clean) == expected)
        }
      }
    }
  }

  @Test("its errors stay within the bound, and not absurdly far", arguments: kernels)
  func margin(kernel: Int) throws {
    let variant = try VariantCatalog.variant("dense")
    let problem = try variant.problem(
      ProblemRequest(map: MapShape(channels: 16, height: 40, width: 40), kernel: kernel))
    let fill = Fill(.unitVariance, seed: 1)
    let definition = try variant.define(problem, fill: fill, supplied: .none)
    let program = variant.program(problem, definition, form: try variant.form("direct"))
    let input = SingleStage.input(problem.map)
    let check = OutputCheck(
      definition, input: input,
      reference: ReferenceConvolution.evaluate(definition, input: input))
    for build in KernelBuild.all {
      let plan = try build.planner().fixedPlan(
        program, layout: .nchw, id: "winograd")
      let output = SingleStage.run(try plan.prepare(), input)
      let result = check.check(output, mode: .rounding(plan.roundings))
      #expect(result.passed, "\(build): \(result)")
      let ratio = result.maxError / result.errorBound
      #expect(ratio > 0.02 && ratio < 0.25, "\(build): ratio \(ratio)")
    }
  }

  @Test("an average tap missing breaks the bound by far", arguments: kernels)
  func missingTap(kernel: Int) throws {
    let variant = try VariantCatalog.variant("dense")
    let problem = try variant.problem(
      ProblemRequest(map: MapShape(channels: 2, height: 20, width: 20), kernel: kernel))
    let definition = try variant.define(
      problem, fill: Fill(.unitVariance, seed: 1), supplied: .none)
    var program = variant.program(problem, definition, form: try variant.form("direct"))
    let input = SingleStage.input(problem.map)
    let check = OutputCheck(
      definition, input: input,
      reference: ReferenceConvolution.evaluate(definition, input: input))
    let weights = program.stages[0].weights
    let average = weights.map(abs).reduce(0, +) / Float(weights.count)
    let tap = try #require(
      weights.indices.min { abs(abs(weights[$0]) - average) < abs(abs(weights[$1]) - average) })
    program.stages[0].weights[tap] = 0
    let plan = try Planner().fixedPlan(program, layout: .nchw, id: "winograd")
    let output = SingleStage.run(try plan.prepare(), input)
    let result = check.check(output, mode: .rounding(plan.roundings))
    #expect(result.maxError > 100 * result.errorBound, "\(result)")
  }

  @Test("declines other kernels with the reason")
  func declines() throws {
    let stage = Self.stage(MapShape(channels: 3, height: 9, width: 9), height: 5, width: 7)
    let error = #expect(throws: PlanError.self) { try Self.plan(stage, .widest) }
    #expect(
      error?.description == "winograd declines: takes kernels of 7 or 9 rows and columns only")
  }
}
