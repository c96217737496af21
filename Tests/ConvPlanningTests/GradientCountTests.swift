import ConvModel
import ConvPlanning
import KernelBuilds
import Testing

@Suite("Operation counts of weight gradients")
struct GradientCountTests {
  private static let lanes: [InstructionSet: Int] = [.portable: 4, .avx2: 8, .avx512: 16]

  @Test(
    "direct counts the products that meet the map, and what blocks of kernel columns add to them",
    arguments: [
      MapShape(channels: 16, height: 14, width: 14), MapShape(channels: 5, height: 9, width: 11),
      MapShape(batch: 3, channels: 20, height: 6, width: 5),
    ], [(3, 3), (5, 5), (7, 7), (9, 21), (13, 1), (31, 31)])
  func direct(map: MapShape, kernel: (height: Int, width: Int)) throws {
    let shape = DepthwiseShape(
      map: map, kernelHeight: kernel.height, kernelWidth: kernel.width)
    let rowPairs = inBoundsPairs(extent: map.height, kernel: kernel.height)
    let reachable = 2 * min(kernel.width / 2, map.width - 1) + 1
    // Blocks of seven kernel columns over rows of at least seven pixels; five columns and four pixels at a
    // time where no more columns are reached, two kernel rows together, even where only one meets a row.
    let most =
      reachable > 5
      ? rowPairs * ((reachable + 6) / 7 * 7) * max(7, map.width)
      : (rowPairs + map.height + kernel.height) * 5 * ((map.width + 3) / 4 * 4)
    let least = rowPairs * inBoundsPairs(extent: map.width, kernel: kernel.width)
    for build in KernelBuild.all {
      let lanes = try #require(Self.lanes[build.instructionSet])
      let unit = 2 * map.batch * ((map.channels + lanes - 1) / lanes * lanes)
      let algorithm = try #require(build.weightGradients.first { $0.id == "direct" })
      let executed = algorithm.executedFLOPs(shape)
      #expect((unit * least...unit * most).contains(executed), "\(build): \(executed)")
    }
  }

  @Test("fft counts in proportion to images and lane groups, and more for larger maps")
  func fft() throws {
    func flops(_ map: MapShape, _ build: KernelBuild) throws -> Int {
      let algorithm = try #require(build.weightGradients.first { $0.id == "fft" })
      return algorithm.executedFLOPs(DepthwiseShape(map: map, kernelHeight: 13, kernelWidth: 13))
    }
    for build in KernelBuild.all {
      let lanes = try #require(Self.lanes[build.instructionSet])
      let one = try flops(MapShape(channels: lanes, height: 14, width: 14), build)
      // Two forward transforms of the padded map and one back, 5 N log₂ N each where N is complex, half of
      // that for real data: 14 + 6 points are the least.
      let points = 20.0 * 20
      let transform = 2.5 * points * 8.6
      #expect((2 * transform...6 * transform).contains(Double(one / lanes)), "\(build): \(one)")
      let ragged = MapShape(batch: 3, channels: 2 * lanes + 1, height: 14, width: 14)
      let three = try flops(ragged, build)
      #expect((6 * one...9 * one).contains(three), "\(build): \(three) of \(one)")
      #expect(try flops(MapShape(channels: lanes, height: 56, width: 56), build) > 8 * one)
    }
  }
}
