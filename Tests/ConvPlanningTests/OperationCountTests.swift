import ConvModel
import ConvPlanning
import KernelBuilds
import Testing

/// Recounts executed operations tap by tap, from the description of each algorithm alone.
@Suite("Operation counts")
struct OperationCountTests {
  /// Lanes of each build, as their sources document them.
  private static let lanes: [InstructionSet: Int] = [.portable: 4, .avx2: 8, .avx512: 16]

  private static func plan(
    _ stage: Stage, _ id: String, _ build: KernelBuild
  ) throws -> Plan {
    let program = Program(
      map: stage.shape.map, convolvedChannels: stage.shape.map.channels, stages: [stage])
    return try build.planner().fixedPlan(program, layout: .nhwc, id: id)
  }

  private static func stage(_ map: MapShape, kernel: Int, structure: KernelStructure) -> Stage {
    let weights = Fill(.smallIntegers, seed: 2).values(
      role: "w", planes: map.channels, count: kernel * kernel, deviation: 1, bound: 1)
    return Stage(
      shape: DepthwiseShape(map: map, kernelHeight: kernel, kernelWidth: kernel),
      structure: structure, weights: weights, bias: nil, accumulates: false)
  }

  @Test(
    "direct executes the products of blocks of seven outputs with pixels on the map, and those of small triangles with zeros",
    arguments: [
      (MapShape(channels: 5, height: 7, width: 9), 5),
      (MapShape(channels: 8, height: 4, width: 3), 11),
      (MapShape(batch: 2, channels: 17, height: 12, width: 14), 7),
      (MapShape(channels: 9, height: 5, width: 31), 9),
      (MapShape(channels: 9, height: 5, width: 31), 11),
      (MapShape(channels: 9, height: 5, width: 28), 19),
    ])
  func direct(map: MapShape, kernel: Int) throws {
    let width = max(7, map.width)
    let reach = min(kernel / 2, map.width - 1)
    var products = 0
    for origin in stride(from: 0, to: width, by: 7).map({ min($0, width - 7) }) {
      for distance in -reach...reach {
        let onMap = (0..<7).count(where: { (0..<width).contains(origin + $0 + distance) })
        // Kernel columns that only some of the seven outputs may use.
        let partial = origin + distance < 0 ? reach - origin : reach - (width - 7 - origin)
        products += partial <= 4 ? 7 : onMap
      }
    }
    let rowPairs = (0..<map.height).reduce(0) { sum, y in
      sum + (0..<map.height).count(where: { abs($0 - y) <= kernel / 2 })
    }
    for build in KernelBuild.all {
      let lanes = try #require(Self.lanes[build.instructionSet])
      let groups = (map.channels + lanes - 1) / lanes
      let plan = try Self.plan(Self.stage(map, kernel: kernel, structure: .dense), "direct", build)
      #expect(
        plan.executedFLOPs == 2 * map.batch * groups * lanes * rowPairs * products, "\(build)")
    }
  }

  @Test(
    "direct executes one tile-wide step per kernel column that any column of a tall tile needs",
    arguments: [
      (MapShape(channels: 5, height: 3, width: 33), 61),
      (MapShape(batch: 2, channels: 17, height: 4, width: 31), 63),
      (MapShape(channels: 9, height: 5, width: 40), 61),
    ])
  func tallTiles(map: MapShape, kernel: Int) throws {
    for build in KernelBuild.all {
      let lanes = try #require(Self.lanes[build.instructionSet])
      let columns = build.instructionSet == .avx512 ? 7 : 4
      var steps = 0
      for x in stride(from: 0, to: map.width, by: columns) {
        for y in 0..<map.height {
          for ky in 0..<kernel where (0..<map.height).contains(y + ky - kernel / 2) {
            steps += (0..<kernel).count { kx in
              (0..<min(columns, map.width - x)).contains {
                (0..<map.width).contains(x + $0 + kx - kernel / 2)
              }
            }
          }
        }
      }
      let groups = (map.channels + lanes - 1) / lanes
      let plan = try Self.plan(Self.stage(map, kernel: kernel, structure: .dense), "direct", build)
      #expect(plan.executedFLOPs == 2 * map.batch * groups * lanes * steps * columns, "\(build)")
    }
  }

  @Test("direct wastes nothing where blocks fit the map and triangles are steps of their own")
  func directIsExact() throws {
    let map = MapShape(channels: 16, height: 28, width: 28)
    let stage = Self.stage(map, kernel: 19, structure: .dense)
    let program = Program(map: map, convolvedChannels: 16, stages: [stage])
    for build in KernelBuild.all {
      let plan = try Self.plan(stage, "direct", build)
      let useful = 2 * ProgramCost(program).usefulMACs
      #expect(try #require(plan.executedFLOPs) < useful * 105 / 100, "\(build)")
    }
  }

  @Test("tap-list executes seven rows of whole vectors per kept tap that meets them")
  func tapList() throws {
    let map = MapShape(batch: 2, channels: 3, height: 11, width: 10)
    let kernel = 7
    let spans = Array(repeating: 0..<kernel, count: kernel)
    let stage = Self.stage(map, kernel: kernel, structure: .taps(spans: spans))
    for build in KernelBuild.all {
      let lanes = try #require(Self.lanes[build.instructionSet])
      var steps = 0
      for channel in 0..<map.channels {
        for tap in 0..<kernel * kernel where stage.weights[channel * kernel * kernel + tap] != 0 {
          let dy = tap / kernel - kernel / 2
          for y in stride(from: 0, to: map.height, by: 7) {
            let rows = y..<min(y + 7, map.height)
            steps += rows.contains { (0..<map.height).contains($0 + dy) } ? 7 : 0
          }
        }
      }
      let vectors = (map.width + lanes - 1) / lanes
      let plan = try Self.plan(stage, "tap-list", build)
      #expect(plan.executedFLOPs == 2 * map.batch * steps * vectors * lanes, "\(build)")
    }
  }

  /// Products of one output row with one input row in blocks of seven, all kernel columns within `padding`.
  static func toeplitzProducts(width: Int, padding: Int) -> Int {
    let blocks = (width + 6) / 7
    var products = 0
    for output in 0..<blocks {
      for input in 0..<blocks {
        let reached = (0..<49).count(where: {
          abs(output * 7 + $0 / 7 - input * 7 - $0 % 7) <= padding
        })
        // Shapes narrower than 3 distances are not worth code of their own.
        let least = output == input ? 37 : 6
        products += reached == 0 ? 0 : reached > 21 && output != input ? 49 : max(least, reached)
      }
    }
    return products
  }

  @Test(
    "toeplitz executes the band of each 7 × 7 block that K = 7 … 13 leaves, whole blocks else",
    arguments: [(7, 13), (7, 9), (14, 7), (14, 11), (14, 27), (20, 9), (30, 3)])
  func toeplitz(width: Int, kernel: Int) throws {
    let map = MapShape(batch: 2, channels: 5, height: 6, width: width)
    let padding = kernel / 2
    let rowPairs = (0..<map.height).reduce(0) { sum, y in
      sum + (0..<map.height).count(where: { abs($0 - y) <= padding })
    }
    let products = Self.toeplitzProducts(width: width, padding: padding)
    for build in KernelBuild.all {
      let lanes = try #require(Self.lanes[build.instructionSet])
      let groups = (map.channels + lanes - 1) / lanes
      let stage = Self.stage(map, kernel: kernel, structure: .dense)
      let plan = try Self.plan(stage, "toeplitz", build)
      #expect(
        plan.executedFLOPs == 2 * map.batch * groups * lanes * rowPairs * products, "\(build)")
    }
  }

  @Test(
    "winograd executes whole tiles: both transforms and 17 products per kernel row, the first without a sum",
    arguments: [
      (MapShape(channels: 5, height: 7, width: 9), 7, 7),
      (MapShape(batch: 2, channels: 17, height: 12, width: 14), 9, 9),
      (MapShape(channels: 9, height: 2, width: 31), 7, 9),
      (MapShape(channels: 9, height: 40, width: 3), 9, 7),
    ])
  func winograd(map: MapShape, kernelHeight: Int, kernelWidth: Int) throws {
    let outputs = 15 - kernelWidth
    let tiles = (map.width + outputs - 1) / outputs
    // Even and odd pixels for ±1 and ±i (4 additions, 2 multiply-adds) and for the other eight points
    // (6 and 8); 0 and infinity; even and odd joined.
    let input = 2 * (4 + 2 * 2 + 6 + 2 * 8) + 2 * (2 + 2) + (3 + 2 * 6)
    // Three scales of ±p and ±ip, the bias in even and odd outputs, output 0, infinity in the last one.
    let output = 3 * 8 + 2 + 3 + 1 + (outputs - 1) * 2 * 2
    // Without fused multiply-adds those of ±c share a product: four in pairs of points, two joining them.
    let shared = 4 + 2
    let row = input + 17 * (1 + 2 * (kernelHeight - 1)) + output
    let shape = DepthwiseShape(map: map, kernelHeight: kernelHeight, kernelWidth: kernelWidth)
    let stage = Stage(
      shape: shape, structure: .dense,
      weights: Array(repeating: 1, count: map.channels * shape.tapCount), bias: nil,
      accumulates: false)
    for build in KernelBuild.all {
      let lanes = try #require(Self.lanes[build.instructionSet])
      let groups = (map.channels + lanes - 1) / lanes
      let plan = try Self.plan(stage, "winograd", build)
      #expect(
        plan.executedFLOPs == map.batch * groups * lanes * tiles * map.height
          * (build.instructionSet == .portable ? row - shared : row), "\(build)")
    }
  }

  @Test("im2col-gemm executes every nominal multiply-add")
  func im2col() throws {
    let map = MapShape(channels: 3, height: 4, width: 5)
    let stage = Self.stage(map, kernel: 5, structure: .dense)
    let program = Program(map: map, convolvedChannels: 3, stages: [stage])
    let plans = try Planner().plans(program, layout: .nhwc, choice: .all)
    for plan in plans where plan.id == "im2col-gemm" {
      #expect(plan.executedFLOPs == 2 * 3 * 20 * 25)
    }
  }
}
