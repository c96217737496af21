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
  /// How each length but 1 is made.
  let sumSteps: [SumStep]

  /// `H[length][i] = H[first][i] + H[rest][i + first]`, all as indices into `lengths`.
  struct SumStep {
    let target: Int
    let first: Int
    let rest: Int
    let shift: Int
  }

  /// Rows of cells whose sums are in flight together: as many as keep them and the output in L2.
  static let rowsPerPass = 2 * tileRows

  init?(_ stage: StageOutline) {
    guard case .shared(let grid) = stage.structure else { return nil }
    height = stage.shape.map.height
    width = stage.shape.map.width
    runs = grid.runs
    offsets = grid.starts.map { $0 - grid.kernel / 2 }
    let lengths = Self.closure(of: grid.runs)
    self.lengths = lengths
    sumSteps = lengths.enumerated().dropFirst().compactMap { index, length in
      let first = Self.largestPower(below: length)
      guard let left = lengths.firstIndex(of: first),
        let right = lengths.firstIndex(of: length - first)
      else { return nil }
      return SumStep(target: index, first: left, rest: right, shift: first)
    }
  }

  /// Zero pixels needed left and right of a row: the longest run and a tile reach over the edge.
  var margin: Int { (runs.max() ?? 1) + tileColumns }
  /// Pixels of a row over which box sums are not zero, from `−margin`.
  var sumPixels: Int { width + margin }
  /// Columns stored per row, whole tiles.
  var storedWidth: Int { (width + tileColumns - 1) / tileColumns * tileColumns }

  /// Rows of cells that some output reaches, cut into passes.
  var passes: [Range<Int>] {
    let reachable = runs.indices.filter { !inputRows(cell: $0).isEmpty }
    guard let first = reachable.first, let last = reachable.last else { return [] }
    return stride(from: first, through: last, by: Self.rowsPerPass).map {
      $0..<min($0 + Self.rowsPerPass, last + 1)
    }
  }

  /// Input rows that a row of cells sees.
  func inputRows(cell: Int) -> Range<Int> {
    let low = max(0, offsets[cell])
    return low..<max(low, min(height, height + offsets[cell] + runs[cell] - 1))
  }

  /// Input rows that any row of cells of a pass sees.
  func inputRows(_ pass: Range<Int>) -> Range<Int> {
    let ranges = pass.map { inputRows(cell: $0) }.filter { !$0.isEmpty }
    let low = ranges.map(\.lowerBound).min() ?? 0
    return low..<max(low, ranges.map(\.upperBound).max() ?? 0)
  }

  /// Cells of a row that meet the map for some pixel of the tile at `x`.
  func columnCells(x: Int) -> Range<Int> {
    let meets = runs.indices.filter { cell in
      x + offsets[cell] < width && x + tileColumns - 1 + offsets[cell] + runs[cell] > 0
    }
    guard let first = meets.first, let last = meets.last else { return 0..<0 }
    return first..<last + 1
  }

  /// First of the rows kept for a row of cells: sums that start above the map count.
  func firstKeptRow(cell: Int) -> Int { 1 - runs[cell] }

  /// Calls `body(isDoubling, span, rows)` for each pass over the rows of a row of cells.
  ///
  /// First, for each bit of the run length, `rows` outputs take sums of 2^e rows that start `span` rows
  /// below the run's first; then the kept rows double, each adding the one `span` below it.
  func forEachVerticalStep(_ cell: Int, _ body: (Bool, Int, Int) -> Void) {
    var power = 1
    var taken = 0
    while power <= runs[cell] {
      if runs[cell] & power != 0 {
        body(false, taken, outputRows(cell: cell, taken: taken).count)
        taken += power
      }
      if power * 2 <= runs[cell] {
        body(true, power, max(0, height - firstKeptRow(cell: cell) - power))
      }
      power *= 2
    }
  }

  /// Outputs whose sums, starting `taken` rows into the run, begin at a kept row.
  func outputRows(cell: Int, taken: Int) -> Range<Int> {
    let shift = offsets[cell] + taken
    let low = max(0, firstKeptRow(cell: cell) - shift)
    return low..<max(low, min(height, height - shift))
  }

  /// Run lengths and every part that doubling needs to make them.
  private static func closure(of runs: [Int]) -> [Int] {
    var needed: Set<Int> = [1]
    var pending = runs
    while let length = pending.popLast() {
      guard needed.insert(length).inserted, length > 1 else { continue }
      let first = largestPower(below: length)
      pending += [first, length - first]
    }
    return needed.sorted()
  }

  /// Largest power of two below `length` ≥ 2.
  private static func largestPower(below length: Int) -> Int {
    var power = 1
    while power * 2 < length { power *= 2 }
    return power
  }
}
