/// How many rows a chain takes at a time.
enum RowBlocks {
  /// The widest tile should stay in the second-level cache.
  private static let tileBytes = 1 << 19
  /// OpenBLAS packs the matrix anew for each block; beside so many rows that is little.
  private static let fewestRows = 192

  /// Rows per block when `members` threads share `rows` rows of at most `widest` floats each.
  static func size(rows: Int, members: Int, widest: Int) -> Int {
    let share = (rows + members - 1) / members
    let largest = max(fewestRows, tileBytes / (MemoryLayout<Float>.stride * max(widest, 1)))
    let blocks = (share + largest - 1) / largest
    return (share + blocks - 1) / blocks
  }
}
