import ConvModel
import Testing

@Suite struct GeometryTests {
  @Test("counts in-bounds pairs as a sum over offsets")
  func countsPairs() {
    for extent in 1...20 {
      for kernel in stride(from: 1, through: 45, by: 2) {
        let half = kernel / 2
        let sum = (-half...half).reduce(0) { $0 + inBoundsOutputs(extent: extent, offset: $1) }
        #expect(inBoundsPairs(extent: extent, kernel: kernel) == sum)
      }
    }
  }

  /// Effective taps per output of a K × K kernel, and of two K × 5 stripes with a 5 × 5 square.
  @Test(
    "agrees with the table of effective taps",
    arguments: [
      [56, 7, 46, 90], [56, 31, 714, 285], [56, 51, 1552, 409], [28, 49, 760, 287],
      [14, 47, 196, 149], [7, 13, 49, 75], [56, 101, 3076, 567], [28, 69, 784, 291],
      [14, 67, 196, 149], [96, 101, 5541, 759],
    ])
  func effectiveTaps(row: [Int]) {
    let (extent, kernel) = (row[0], row[1])
    func perOutput(_ height: Int, _ width: Int) -> Double {
      Double(
        inBoundsPairs(extent: extent, kernel: height)
          * inBoundsPairs(extent: extent, kernel: width)) / Double(extent * extent)
    }
    let striped = 2 * perOutput(kernel, 5) + perOutput(5, 5)
    #expect(Int(perOutput(kernel, kernel).rounded()) == row[2])
    #expect(Int(striped.rounded()) == row[3])
  }

  @Test("a cross has 10K − 25 taps for stripes of 5", arguments: [7, 13, 31, 51, 101])
  func crossTaps(kernel: Int) {
    let map = MapShape(channels: 1, height: 8, width: 8)
    let shape = DepthwiseShape(map: map, kernelHeight: kernel, kernelWidth: kernel)
    let spans = KernelStructure.cross(kernel: kernel, stripe: 5).rowSpans(shape)
    #expect(spans.count == kernel)
    #expect(spans.reduce(0) { $0 + $1.count } == 10 * kernel - 25)
  }

  @Test(
    "reproduces the published half-grids",
    arguments: [
      31: [7, 4, 2, 1, 1, 1], 33: [8, 4, 2, 1, 1, 1], 51: [9, 8, 4, 2, 1, 1, 1],
      101: [17, 16, 8, 4, 2, 1, 1, 1, 1],
    ])
  func publishedGrids(kernel: Int, half: [Int]) {
    let grid = SharingGrid.standard(kernel: kernel)
    #expect(Array(grid.runs.prefix(half.count)) == half)
    #expect(grid.kernel == kernel)
    #expect(grid.runs == grid.runs.reversed())
  }

  @Test("runs whose sum no number can hold are refused like any other wrong sum")
  func hugeRuns() {
    let runs = [Int.max, 1, Int.max]
    #expect(throws: SharingGrid.Invalid.sum(.max, kernel: 7)) {
      try SharingGrid(runs: runs, kernel: 7)
    }
  }

  @Test(
    "reproduces the published half-grids of other centres",
    arguments: [3: [8, 8, 4, 2, 1, 1, 1, 1], 1: [10, 8, 4, 2, 1, 1], 0: [11, 8, 4, 2, 1]])
  func publishedCentres(fineRadius: Int, half: [Int]) {
    let grid = SharingGrid.standard(kernel: 51, fineRadius: fineRadius)
    #expect(Array(grid.runs.prefix(half.count)) == half)
  }

  @Test(
    "has the known number of cells",
    arguments: [
      7: 7, 9: 7, 13: 9, 31: 11, 33: 11, 37: 13, 47: 13, 49: 13, 51: 13, 61: 13, 67: 15, 91: 15,
      101: 17, 151: 19, 1: 1, 3: 3,
    ])
  func cellCounts(kernel: Int, cells: Int) {
    #expect(SharingGrid.standard(kernel: kernel).count == cells)
  }

  @Test("refuses runs that are no grid, saying why")
  func refusesGrids() {
    func error(_ runs: [Int], kernel: Int) -> String? {
      do {
        _ = try SharingGrid(runs: runs, kernel: kernel)
        return nil
      } catch { return error.description }
    }
    #expect(error([2, 1, 2], kernel: 5) == nil)
    #expect(error([2, 0, 2], kernel: 4) == "grid has a run of 0; every run is at least 1")
    #expect(
      error([2, 2], kernel: 4) == "grid has 2 runs; it needs an odd number (one centre run)")
    #expect(error([1, 1, 2], kernel: 4) == "grid 1,1,2 is not symmetric about its centre")
    #expect(error([2, 1, 2], kernel: 7) == "grid sums to 5, not to the kernel size 7")
  }

  @Test("layouts place every element once", arguments: Layout.allCases)
  func layoutsAreInjective(layout: Layout) {
    let map = MapShape(batch: 2, channels: 17, height: 3, width: 4)
    var seen: Set<Int> = []
    for index in 0..<map.elementCount {
      let (plane, pixel) = index.quotientAndRemainder(dividingBy: map.pixelCount)
      let offset = layout.offset(
        map, image: plane / 17, channel: plane % 17, y: pixel / 4, x: pixel % 4)
      #expect((0..<layout.elementCount(map)).contains(offset))
      seen.insert(offset)
    }
    #expect(seen.count == map.elementCount)
  }

  @Test("layouts convert there and back", arguments: Layout.allCases)
  func layoutsRoundTrip(layout: Layout) {
    let map = MapShape(batch: 2, channels: 17, height: 3, width: 4)
    let planes = (0..<map.elementCount).map(Float.init)
    let packed = LayoutConversion.fromPlanes(planes, map, to: layout, padding: .nan)
    #expect(LayoutConversion.toPlanes(packed.pointer, map, from: layout) == planes)
  }
}
