import ConvModel
import ConvPlanning
import KernelBuilds
import Testing

@Suite("fft")
struct FourierTests {
  private static let shapes: [DepthwiseShape] = [
    shape(MapShape(channels: 5, height: 7, width: 9), 5),
    shape(MapShape(batch: 2, channels: 17, height: 12, width: 14), 31),
    shape(MapShape(channels: 9, height: 1, width: 31), 9),
    shape(MapShape(channels: 9, height: 30, width: 1), 13),
    shape(MapShape(channels: 3, height: 56, width: 56), 31),
    shape(MapShape(channels: 3, height: 28, width: 50), 101),
    shape(MapShape(channels: 8, height: 130, width: 90), 13),
  ]

  private static func shape(_ map: MapShape, _ kernel: Int) -> DepthwiseShape {
    DepthwiseShape(map: map, kernelHeight: kernel, kernelWidth: kernel)
  }

  private static func plan(_ stage: Stage, _ build: KernelBuild) throws -> Plan {
    try SingleStage.plan(stage, "fft", build)
  }

  @Test("a tap off the centre shifts the map and fills up with zeros")
  func shift() throws {
    let map = MapShape(channels: 5, height: 11, width: 8)
    let kernel = 7
    let input = SingleStage.input(map)
    for (dy, dx) in [(0, 0), (3, -2), (-3, 3), (1, 0)] {
      var weights = [Float](repeating: 0, count: map.channels * kernel * kernel)
      for channel in 0..<map.channels {
        weights[(channel * kernel + kernel / 2 + dy) * kernel + kernel / 2 + dx] = 1
      }
      let stage = SingleStage.dense(Self.shape(map, kernel), weights: weights)
      for build in KernelBuild.all {
        let output = SingleStage.run(try Self.plan(stage, build).prepare(), input)
        for index in output.indices {
          let (plane, pixel) = index.quotientAndRemainder(dividingBy: map.pixelCount)
          let (y, x) = (pixel / map.width + dy, pixel % map.width + dx)
          let isInside = (0..<map.height).contains(y) && (0..<map.width).contains(x)
          let expected = isInside ? input[plane * map.pixelCount + y * map.width + x] : 0
          #expect(abs(output[index] - expected) < 1e-5, "\(build) \(dy) \(dx)")
        }
      }
    }
  }

  @Test(
    "no wrapped tap reaches a pixel from an output that is kept",
    arguments: KernelBuild.all)
  func sizes(build: KernelBuild) throws {
    for shape in Self.shapes {
      let (rows, columns) = try #require(build.fourier.axes(shape))
      for (axis, extent, kernel) in [
        (rows, shape.map.height, shape.kernelHeight), (columns, shape.map.width, shape.kernelWidth),
      ] {
        let reach = min(kernel / 2, extent - 1)
        let size = axis.codelets.reduce(1, *)
        #expect(axis.tiles.flatMap { Array($0.outputs) } == Array(0..<extent))
        for tile in axis.tiles {
          #expect(tile.inputs.count <= size)
          for output in tile.outputs {
            let needed = max(0, output - reach)..<min(extent, output + reach + 1)
            #expect(tile.inputs.lowerBound <= needed.lowerBound)
            #expect(tile.inputs.upperBound >= needed.upperBound)
            for input in tile.inputs {
              for wrapped in [input - output - size, input - output + size] {
                #expect(abs(wrapped) > reach, "\(shape)")
              }
            }
          }
        }
      }
    }
  }

  @Test("an input that is not finite spoils its channel of its image only, and no later run")
  func nonFinite() throws {
    let map = MapShape(batch: 2, channels: 19, height: 9, width: 11)
    let clean = SingleStage.input(map)
    let spoilt = 13
    for build in KernelBuild.all {
      let prepared = try Self.plan(SingleStage.dense(Self.shape(map, 7)), build).prepare()
      let expected = SingleStage.run(prepared, clean)
      for value in [Float.nan, .infinity, -.infinity] {
        for pixel in [0, map.pixelCount / 2, map.pixelCount - 1] {
          var input = clean
          input[spoilt * map.pixelCount + pixel] = value
          let output = SingleStage.run(prepared, input)
          for index in output.indices where index / map.pixelCount != spoilt {
            #expect(output[index] == expected[index], "\(build) plane \(index / map.pixelCount)")
          }
          #expect(!output[spoilt * map.pixelCount + pixel].isFinite)
          #expect(SingleStage.run(prepared, clean) == expected)
        }
      }
    }
  }

  @Test("tiles agree with a single tile", arguments: KernelBuild.all)
  func tiles(build: KernelBuild) throws {
    for (map, kernel) in [
      (MapShape(channels: 3, height: 20, width: 31), 7),
      (MapShape(channels: 9, height: 17, width: 23), 31),
    ] {
      let stage = SingleStage.dense(Self.shape(map, kernel))
      let input = SingleStage.input(map)
      let whole = SingleStage.run(try #require(build.fourier.prepare(stage, 1, 1)), input)
      for (rows, columns) in [(2, 1), (1, 3), (4, 5)] {
        let output = SingleStage.run(
          try #require(build.fourier.prepare(stage, rows, columns)), input)
        #expect(
          zip(output, whole).allSatisfy { abs($0 - $1) < 2e-5 }, "\(map) \(rows) \(columns)")
      }
    }
  }

  /// Operations of one butterfly, counted in the descriptions of the codelets; a multiply-add is 2.
  ///
  /// 2, 4 and 8 points: additions and for 8 the eight multiply-adds of √½. 3: three additions and three
  /// multiply-adds of each part. 5: Winograd's. 7: nine cosine, six sine and six joining multiply-adds of
  /// each part. 9, 16 and 32: 3 × 3, 4 × 4 and 4 × 8 with twiddles in the multiply-adds.
  private static let codeletOperations = [
    1: 0, 2: 4, 3: 6 + 2 * 6, 4: 16, 5: 14 + 2 * 18, 7: 18 + 2 * 42, 8: 44 + 2 * 8,
    9: 24 + 2 * 56, 16: 96 + 2 * 48, 32: 204 + 2 * 172,
  ]
  /// The codelets composed of two others.
  private static let composed = [
    6: [2, 3], 10: [2, 5], 12: [3, 4], 14: [2, 7], 15: [3, 5],
    20: [4, 5], 21: [3, 7], 24: [3, 8],
  ]

  /// Lanes of each build, as their sources document them.
  private static let lanes: [InstructionSet: Int] = [.portable: 4, .avx2: 8, .avx512: 16]

  private static func operations(_ radices: [Int]) -> Int {
    let size = radices.reduce(1, *)
    return radices.reduce(0) { sum, radix in
      let one = composed[radix].map(operations) ?? codeletOperations[radix] ?? 0
      return sum + size / radix * one
    }
  }

  @Test(
    "executes its transforms, one product per point of the spectrum and the joining of row pairs",
    arguments: KernelBuild.all)
  func operationCount(build: KernelBuild) throws {
    let lanes = try #require(Self.lanes[build.instructionSet])
    for shape in Self.shapes {
      let (rows, columns) = try #require(build.fourier.axes(shape))
      let size = rows.codelets.reduce(1, *)
      let half = columns.codelets.reduce(1, *) / 2 + 1
      var count = 0
      for tile in rows.tiles {
        for _ in columns.tiles {
          for _ in stride(from: 0, to: tile.inputs.count, by: 2) {
            count += Self.operations(columns.codelets) + 4 * half
          }
          for _ in 0..<half { count += 2 * Self.operations(rows.codelets) + size * 6 }
          for _ in stride(from: 0, to: tile.outputs.count, by: 2) {
            count += 4 * half + Self.operations(columns.codelets)
          }
          // The bias joins the lowest frequency of both rows of a pair.
          count += 2 * ((tile.outputs.count + 1) / 2)
        }
      }
      let groups = (shape.map.channels + lanes - 1) / lanes
      let plan = try Self.plan(SingleStage.dense(shape), build)
      #expect(plan.executedFLOPs == shape.map.batch * groups * lanes * count, "\(build) \(shape)")
    }
  }
}
