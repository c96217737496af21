import ConvModel
import ConvPlanning
import KernelBuilds
import Testing

/// Recounts the executed operations of the structured kernels pixel by pixel, from the description of
/// each algorithm alone.
@Suite("Operation counts of structured kernels")
struct StructuredCountTests {
  /// Lanes and, per one, two and three rows of cells, the columns of a tile of `box-sums`.
  private static let builds: [InstructionSet: (lanes: Int, columns: [Int])] = [
    .portable: (4, [8, 4]), .avx2: (8, [7, 4, 4]), .avx512: (16, [7, 7, 7]),
  ]

  private static func stage(
    _ shape: DepthwiseShape, _ structure: KernelStructure, perChannel: Int
  ) -> Stage {
    let count = shape.map.channels * perChannel
    return Stage(
      shape: shape, structure: structure, weights: Array(repeating: 1, count: count), bias: nil,
      accumulates: false)
  }

  private static func executed(_ stage: Stage, _ id: String, _ build: KernelBuild) throws -> Int {
    let program = Program(
      map: stage.shape.map, convolvedChannels: stage.shape.map.channels, stages: [stage])
    return try build.planner().fixedPlan(program, layout: .nhwc, id: id).executedFLOPs ?? 0
  }

  /// Additions and multiply-adds of one lane of one image.
  private struct BoxCount {
    let height: Int
    let width: Int
    let runs: [Int]
    let offsets: [Int]
    let columns: [Int]

    private static func power(below length: Int) -> Int {
      var power = 1
      while power * 2 < length { power *= 2 }
      return power
    }

    private func isServed(_ cell: Int, extent: Int) -> Bool {
      (0..<extent).contains { pixel in
        (0..<runs[cell]).contains { (0..<extent).contains(pixel + offsets[cell] + $0) }
      }
    }

    /// Horizontal sums that have at least one pixel and that a cell or a longer sum needs.
    private func sums(_ length: Int, at pixel: Int, into needed: inout Set<[Int]>) {
      guard length > 1, pixel > -length, pixel < width else { return }
      needed.insert([length, pixel])
      let power = Self.power(below: length)
      sums(power, at: pixel, into: &needed)
      sums(length - power, at: pixel + power, into: &needed)
    }

    private func multiplyAdds(rows: Int) -> Int {
      let columns = columns[rows - 1]
      return stride(from: 0, to: width, by: columns).reduce(0) { sum, x in
        let met = runs.indices.filter { cell in
          (x..<min(x + columns, width)).contains { pixel in
            pixel + offsets[cell] < width && pixel + offsets[cell] + runs[cell] > 0
          }
        }
        let cells = (met.last ?? 0) - (met.first ?? 1) + 1
        return sum + cells * columns * rows
      }
    }

    func total() -> Int {
      var needed: Set<[Int]> = []
      for cell in runs.indices where isServed(cell, extent: width) {
        for x in 0..<width { sums(runs[cell], at: x + offsets[cell], into: &needed) }
      }
      var adds = 0
      var products = 0
      var doubled = 1
      for run in Set(runs).sorted() {
        let cells = runs.indices.filter { runs[$0] == run && isServed($0, extent: height) }
        if cells.isEmpty { continue }
        let power = Self.power(below: run + 1)
        while doubled < power {
          adds += (height - 1) * width
          doubled *= 2
        }
        for row in (1 - run)..<height {
          var left = cells.count { (0..<height).contains(row - offsets[$0]) }
          if left == 0 { continue }
          adds += needed.count
          adds += (power..<max(power, run)).count { (0..<height).contains(row + $0) } * width
          while left > 0 {
            let rows = left == 4 ? 2 : min(left, columns.count)
            products += multiplyAdds(rows: rows)
            left -= rows
          }
        }
      }
      return 2 * products + adds
    }
  }

  @Test(
    "box-sums adds each needed sum once and multiplies once per cell and pixel of a tile",
    arguments: [
      (MapShape(channels: 5, height: 9, width: 11), [1, 1, 1, 1, 1, 1, 1]),
      (MapShape(channels: 3, height: 14, width: 14), [7, 4, 2, 1, 1, 1, 1, 1, 2, 4, 7]),
      (MapShape(batch: 2, channels: 17, height: 12, width: 31), [9, 3, 1, 3, 9]),
      (MapShape(channels: 8, height: 30, width: 8), [17, 16, 8, 4, 2, 1, 2, 4, 8, 16, 17]),
      (MapShape(channels: 4, height: 10, width: 13), [7]),
    ])
  func boxSums(map: MapShape, runs: [Int]) throws {
    let kernel = runs.reduce(0, +)
    let grid = try SharingGrid(runs: runs, kernel: kernel)
    let shape = DepthwiseShape(map: map, kernelHeight: kernel, kernelWidth: kernel)
    let stage = Self.stage(shape, .shared(grid), perChannel: runs.count * runs.count)
    for build in KernelBuild.all {
      let tile = try #require(Self.builds[build.instructionSet])
      let count = BoxCount(
        height: map.height, width: map.width, runs: runs,
        offsets: grid.starts.map { $0 - kernel / 2 }, columns: tile.columns)
      let lanes = (map.channels + tile.lanes - 1) / tile.lanes * tile.lanes
      #expect(
        try Self.executed(stage, "box-sums", build) == map.batch * lanes * count.total(), "\(build)"
      )
    }
  }

  @Test("box-sums on a map of one block executes what toeplitz does on the expanded grid")
  func boxSumsExpands() throws {
    let map = MapShape(channels: 9, height: 6, width: 7)
    let shape = DepthwiseShape(map: map, kernelHeight: 13, kernelWidth: 13)
    let grid = SharingGrid.standard(kernel: 13)
    let shared = Self.stage(shape, .shared(grid), perChannel: grid.count * grid.count)
    let dense = Self.stage(shape, .dense, perChannel: 169)
    for build in KernelBuild.all {
      let expected = try Self.executed(dense, "toeplitz", build)
      #expect(try Self.executed(shared, "box-sums", build) == expected)
    }
  }

  @Test(
    "cross executes every tap of the vertical bar and whole or half blocks of the horizontal one",
    arguments: [
      (MapShape(channels: 5, height: 14, width: 14), 47, 5),
      (MapShape(channels: 8, height: 9, width: 30), 13, 5),
      (MapShape(batch: 2, channels: 3, height: 7, width: 7), 13, 3),
      (MapShape(channels: 17, height: 20, width: 16), 9, 1),
      (MapShape(channels: 4, height: 6, width: 9), 5, 5),
    ])
  func cross(map: MapShape, kernel: Int, stripe: Int) throws {
    let shape = DepthwiseShape(map: map, kernelHeight: kernel, kernelWidth: kernel)
    let stage = Self.stage(
      shape, .cross(kernel: kernel, stripe: stripe), perChannel: kernel * kernel)
    let reach = min(kernel / 2, map.width - 1)
    let blocks = (map.width + 6) / 7
    var products = 0
    for y in 0..<map.height {
      for dy in -(kernel / 2)...(kernel / 2) where (0..<map.height).contains(y + dy) {
        guard abs(dy) <= stripe / 2, kernel > 5 else {
          products += blocks * 7 * 5
          continue
        }
        for output in 0..<blocks {
          for input in 0..<blocks {
            let distances = (0..<49).map { abs((input - output) * 7 + $0 / 7 - $0 % 7) }
            let needed = distances.filter { $0 <= reach }
            let isHalf = input != output && needed.allSatisfy { $0 <= abs(input - output) * 7 }
            products += needed.isEmpty ? 0 : isHalf ? 28 : 49
          }
        }
      }
    }
    for build in KernelBuild.all {
      let lanes = try #require(Self.builds[build.instructionSet]).lanes
      let channels = (map.channels + lanes - 1) / lanes * lanes
      #expect(
        try Self.executed(stage, "cross", build) == 2 * map.batch * channels * products, "\(build)")
    }
  }

  @Test("cross declines a kernel that is no bar")
  func crossDeclines() throws {
    let map = MapShape(channels: 4, height: 9, width: 9)
    let shape = DepthwiseShape(map: map, kernelHeight: 7, kernelWidth: 7)
    let stage = Self.stage(shape, .dense, perChannel: 49)
    let error = #expect(throws: PlanError.self) { try Self.executed(stage, "cross", .widest) }
    #expect(error?.description.contains("no stripe or cross") == true)
  }
}
