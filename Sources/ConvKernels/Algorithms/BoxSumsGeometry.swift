import ConvModel

/// Index arithmetic of `BoxSums`, shared by the kernel and by its operation count.
struct BoxSumsGeometry {
  let height: Int
  let width: Int
  let runs: [Int]
  /// First offset of each run from the kernel centre.
  let offsets: [Int]
  /// Run lengths whose horizontal sums are kept, ascending, 1 first.
  let lengths: [Int]
  /// How each length but 1 is made, shorter ones first.
  let sumSteps: [SumStep]
  /// Rows of cells that some output reaches, by the length of their run, ascending.
  let classes: [RowClass]

  /// `H[target][i] = H[first][i] + H[rest][i + shift]` for the pixels `i` that some cell needs.
  struct SumStep {
    /// Indices into `lengths`.
    let target: Int
    let first: Int
    let rest: Int
    let shift: Int
    let pixels: [Range<Int>]
  }

  /// Rows of cells with runs of one length: they share the vertical sums.
  struct RowClass {
    let run: Int
    /// Indices into `runs`, ascending.
    let cells: [Int]
    /// Vertical sums that some cell needs, by their first input row.
    let rows: Range<Int>
  }

  init?(_ stage: StageOutline) {
    guard case .shared(let grid) = stage.structure else { return nil }
    let map = stage.shape.map
    let offsets = grid.starts.map { $0 - grid.kernel / 2 }
    height = map.height
    width = map.width
    runs = grid.runs
    self.offsets = offsets
    let columns = grid.runs.indices.filter {
      Self.reaches(offset: offsets[$0], run: grid.runs[$0], extent: map.width)
    }
    lengths = Self.closure(of: columns.map { grid.runs[$0] })
    sumSteps = Self.steps(
      lengths: lengths, cells: columns.map { (grid.runs[$0], offsets[$0]) }, width: map.width)
    let rows = grid.runs.indices.filter {
      Self.reaches(offset: offsets[$0], run: grid.runs[$0], extent: map.height)
    }
    classes = Set(rows.map { grid.runs[$0] }).sorted().map { run in
      let cells = rows.filter { grid.runs[$0] == run }
      let low = cells.map { max(offsets[$0], 1 - run) }.min() ?? 0
      let high = cells.map { min(map.height, map.height + offsets[$0]) }.max() ?? low
      return RowClass(run: run, cells: cells, rows: low..<max(low, high))
    }
  }

  var longestRun: Int { max(lengths.last ?? 1, classes.last?.run ?? 1) }
  /// Pixels kept on either side of a row of sums: the longest run and a tile reach over the edge.
  var margin: Int { longestRun + widestCellTile }
  /// Floats of a row of sums of one length.
  var sumStride: Int { (width + 2 * margin) * laneCount }
  /// Columns stored per row of outputs: the last tile may reach past the map.
  var storedWidth: Int { width + widestCellTile - 1 }

  /// Tiles of `rows` rows of cells along a row of outputs, as the cells that meet the map for some pixel.
  func tiles(rows: Int) -> [CellSpan] {
    let columns = cellColumns[rows - 1]
    return stride(from: 0, to: width, by: columns).map { x in
      let lastColumn = min(x + columns, width) - 1
      let meets = runs.indices.filter { cell in
        x + offsets[cell] < width && lastColumn + offsets[cell] + runs[cell] > 0
      }
      let first = meets.first ?? 0
      return CellSpan(first: Int32(first), end: Int32((meets.last ?? first - 1) + 1))
    }
  }

  /// Rows of cells of the next tile, of `left` that are still to be multiplied.
  @inline(__always)
  static func tileRows(left: Int) -> Int { left == 4 ? 2 : min(left, maximumCellRows) }

  /// Places in `rowClass.cells` of the cells for which vertical sums starting at `row` belong to an
  /// output row.
  @inline(__always)
  func activeCells(_ rowClass: RowClass, row: Int) -> Range<Int> {
    var first = 0
    var end = rowClass.cells.count
    while first < end, row &- offsets[rowClass.cells[first]] >= height { first &+= 1 }
    while first < end, row < offsets[rowClass.cells[end &- 1]] { end &-= 1 }
    return first..<end
  }

  /// Largest power of two up to `length`.
  static func largestPower(upTo length: Int) -> Int {
    var power = 1
    while power * 2 <= length { power *= 2 }
    return power
  }

  /// Whether a run of offsets meets the map for some of its pixels.
  private static func reaches(offset: Int, run: Int, extent: Int) -> Bool {
    offset < extent && offset + run > 1 - extent
  }

  /// Run lengths and every part that doubling needs to make them.
  private static func closure(of runs: [Int]) -> [Int] {
    var needed: Set<Int> = [1]
    var pending = runs
    while let length = pending.popLast() {
      guard needed.insert(length).inserted, length > 1 else { continue }
      let first = largestPower(upTo: length - 1)
      pending += [first, length - first]
    }
    return needed.sorted()
  }

  /// The additions that make every length at the pixels where a cell or a longer length needs it.
  private static func steps(
    lengths: [Int], cells: [(run: Int, offset: Int)], width: Int
  ) -> [SumStep] {
    var needed = lengths.map { length in
      cells.filter { $0.run == length }.reduce(into: Set<Int>()) { pixels, cell in
        pixels.formUnion(
          (0..<width).map { $0 + cell.offset }.filter { (1 - length..<width).contains($0) })
      }
    }
    var steps: [SumStep] = []
    for (target, length) in lengths.enumerated().reversed() where length > 1 {
      let shift = largestPower(upTo: length - 1)
      guard let first = lengths.firstIndex(of: shift),
        let rest = lengths.firstIndex(of: length - shift)
      else { preconditionFailure("the parts of \(length) are not among the lengths") }
      needed[first].formUnion(needed[target].filter { $0 > -shift })
      needed[rest].formUnion(needed[target].map { $0 + shift }.filter { $0 < width })
      steps.append(
        SumStep(
          target: target, first: first, rest: rest, shift: shift,
          pixels: ranges(of: needed[target].sorted())))
    }
    return steps.reversed()
  }

  /// Ascending numbers as maximal ranges.
  private static func ranges(of numbers: [Int]) -> [Range<Int>] {
    numbers.reduce(into: []) { ranges, number in
      if let last = ranges.last, last.upperBound == number {
        ranges[ranges.count - 1] = last.lowerBound..<number + 1
      } else {
        ranges.append(number..<number + 1)
      }
    }
  }
}
