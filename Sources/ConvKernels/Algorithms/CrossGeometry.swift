import ConvModel

/// Index arithmetic of `Cross`, shared by the kernel and by its operation count.
struct CrossGeometry {
  let height: Int
  let width: Int
  /// Blocks of seven outputs per row; the last may reach past the map, over zeros.
  let blockCount: Int
  let paddingY: Int
  /// Vertical distance up to which kernel rows meet the map.
  let reachY: Int
  /// Vertical distances of the kernel rows that are wider than the band; empty for a vertical stripe.
  let wideRows: Range<Int>
  /// Horizontal distance up to which wide rows have taps that meet the map.
  let reachX: Int

  /// Half the width of the band.
  static let bandReach = stripeColumns / 2

  /// Whether the kernel is a stripe or a cross of bars no wider than the band; `nil` where it is not.
  init?(_ stage: StageOutline) {
    let shape = stage.shape
    guard stage.structure.kind != .shared else { return nil }
    let paddingX = shape.paddingX
    height = shape.map.height
    width = shape.map.width
    blockCount = (width + toeplitzBlock - 1) / toeplitzBlock
    paddingY = shape.paddingY
    reachY = min(shape.paddingY, height - 1)
    let band = paddingX - Self.bandReach..<paddingX + Self.bandReach + 1
    let spans = stage.structure.rowSpans(shape)
    let wide = spans.indices.filter {
      !spans[$0].isEmpty && spans[$0].clamped(to: band) != spans[$0]
    }
    let first = wide.first ?? paddingY
    guard wide.count <= stripeColumns, (wide.last ?? first - 1) == first + wide.count - 1 else {
      return nil
    }
    wideRows = (first - paddingY..<first - paddingY + wide.count).clamped(to: -reachY..<reachY + 1)
    let reach = wide.reduce(0) {
      max($0, paddingX - spans[$1].lowerBound, spans[$1].upperBound - 1 - paddingX)
    }
    reachX = min(reach, width - 1)
  }

  /// Kernel rows of the band that are kept.
  var bandRowCount: Int { 2 * reachY + 1 }
  /// Diagonals of a wide row: one per distance between an output and an input of the blocks.
  var diagonalCount: Int { 2 * blockCount * toeplitzBlock - 1 }
  /// Diagonal of distance 0.
  var centre: Int { blockCount * toeplitzBlock - 1 }

  /// Vertical distances of the band above and below the wide rows.
  var bandRows: [Range<Int>] {
    if wideRows.isEmpty { return [-reachY..<reachY + 1] }
    return [-reachY..<wideRows.lowerBound, wideRows.upperBound..<reachY + 1].filter { !$0.isEmpty }
  }

  /// Those of `distances` at which output row `y` sees the map.
  @inline(__always)
  func clipped(_ distances: Range<Int>, y: Int) -> Range<Int> {
    let low = max(distances.lowerBound, -y)
    return low..<max(low, min(distances.upperBound, height &- y))
  }

  /// Input blocks that a wide row needs for an output block.
  func inputBlocks(_ block: Int) -> BlockSpan {
    let pixel = block * toeplitzBlock
    var low = max(0, pixel - reachX) / toeplitzBlock
    let last = min(blockCount * toeplitzBlock - 1, pixel + toeplitzBlock - 1 + reachX)
    var end = last / toeplitzBlock + 1
    // Of an end block with no distance beyond its near edge, half the diagonals are zero.
    let left = low < block && (block - low) * toeplitzBlock >= reachX
    let right = end - 1 > block && (end - 1 - block) * toeplitzBlock >= reachX
    if left { low += 1 }
    if right { end -= 1 }
    return BlockSpan(whole: low..<end, hasLeftEnd: left, hasRightEnd: right)
  }
}

/// Input blocks of one output block: whole ones, and at either end perhaps half a one.
struct BlockSpan {
  var whole: Range<Int>
  var hasLeftEnd: Bool
  var hasRightEnd: Bool
}
