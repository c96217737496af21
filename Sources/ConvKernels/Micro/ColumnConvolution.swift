// Weights that stay in registers beside the sums and an input (and in the portable build a product); the
// others are operands in memory.
#if LKB_AVX512
  private typealias Held7 = InlineArray<7, Lanes>
  private typealias Held9 = InlineArray<9, Lanes>
#elseif LKB_AVX2
  private typealias Held7 = InlineArray<7, Lanes>
  private typealias Held9 = InlineArray<5, Lanes>
#else
  private typealias Held7 = InlineArray<6, Lanes>
  private typealias Held9 = InlineArray<3, Lanes>
#endif

/// Convolves `productCount` of a tile's 17 columns of values with seven weights, in place: row y becomes the
/// sum of rows y − 3 … y + 3, of which those off the map count as zero.
///
///     for each product
///       for each row r
///         x = values[r]                                    one load
///         for ky in 6, 5 … 0: sum[r − ky + 3] += x · w[ky]   7 FMAs into 7 rotating sums
///         values[r − 3] = sum[r − 3]                       one store
///       the last three sums
///
/// Seven sums, seven weights and a value: 15 registers. Writes the three rows before the first, which must
/// exist; nothing reads them. Weights are [product][ky][lane].
@inline(never)
func convolveColumns7(
  _ values: UnsafeMutablePointer<Float>, weights: UnsafePointer<Float>, rowCount: Int,
  productCount: Int
) {
  var column = values
  var w = weights
  for _ in 0..<productCount {
    let held = Held7 { loadLanes(w + $0 &* laneCount) }
    var sums = InlineArray<7, Lanes> { _ in Lanes() }
    var row = column
    let end = row + rowCount &* interpolatedFloats
    // Written out: only constant indices keep the sums in registers.
    while true {
      addRow(0, &sums, &row, held, w)
      if row == end { finish(0, sums, row); break }
      addRow(1, &sums, &row, held, w)
      if row == end { finish(1, sums, row); break }
      addRow(2, &sums, &row, held, w)
      if row == end { finish(2, sums, row); break }
      addRow(3, &sums, &row, held, w)
      if row == end { finish(3, sums, row); break }
      addRow(4, &sums, &row, held, w)
      if row == end { finish(4, sums, row); break }
      addRow(5, &sums, &row, held, w)
      if row == end { finish(5, sums, row); break }
      addRow(6, &sums, &row, held, w)
      if row == end { finish(6, sums, row); break }
    }
    column += laneCount
    w += 7 &* laneCount
  }
}

/// The same with nine weights, for rows y − 4 … y + 4.
@inline(never)
func convolveColumns9(
  _ values: UnsafeMutablePointer<Float>, weights: UnsafePointer<Float>, rowCount: Int,
  productCount: Int
) {
  var column = values
  var w = weights
  for _ in 0..<productCount {
    let held = Held9 { loadLanes(w + $0 &* laneCount) }
    var sums = InlineArray<9, Lanes> { _ in Lanes() }
    var row = column
    let end = row + rowCount &* interpolatedFloats
    while true {
      addRow(0, &sums, &row, held, w)
      if row == end { finish(0, sums, row); break }
      addRow(1, &sums, &row, held, w)
      if row == end { finish(1, sums, row); break }
      addRow(2, &sums, &row, held, w)
      if row == end { finish(2, sums, row); break }
      addRow(3, &sums, &row, held, w)
      if row == end { finish(3, sums, row); break }
      addRow(4, &sums, &row, held, w)
      if row == end { finish(4, sums, row); break }
      addRow(5, &sums, &row, held, w)
      if row == end { finish(5, sums, row); break }
      addRow(6, &sums, &row, held, w)
      if row == end { finish(6, sums, row); break }
      addRow(7, &sums, &row, held, w)
      if row == end { finish(7, sums, row); break }
      addRow(8, &sums, &row, held, w)
      if row == end { finish(8, sums, row); break }
    }
    column += laneCount
    w += 9 &* laneCount
  }
}

/// Adds one row's products to the sums that it reaches and stores the one that is complete.
///
/// The row's number modulo `taps` is `phase`; sum `y` lies in slot y modulo `taps`, and the slot of the sum
/// completed by the row before is free for the sum that begins with this row.
@inline(__always)
private func addRow<let taps: Int, let heldTaps: Int>(
  _ phase: Int, _ sums: inout InlineArray<taps, Lanes>, _ row: inout UnsafeMutablePointer<Float>,
  _ held: InlineArray<heldTaps, Lanes>, _ weights: UnsafePointer<Float>
) {
  let reach = taps / 2
  let x = loadLanes(row)
  let begun = (phase &+ reach) % taps
  sums[unchecked: begun] = product(x, held[unchecked: 0])
  for ky in 1..<heldTaps {
    let slot = (phase &- ky &+ reach &+ taps) % taps
    sums[unchecked: slot] = addProduct(sums[unchecked: slot], x, held[unchecked: ky])
  }
  for ky in heldTaps..<taps {
    let slot = (phase &- ky &+ reach &+ taps) % taps
    sums[unchecked: slot] = addProduct(
      sums[unchecked: slot], x, loadLanes(weights + ky &* laneCount))
  }
  let complete = (phase &- reach &+ taps) % taps
  store(sums[unchecked: complete], row - reach &* interpolatedFloats)
  row += interpolatedFloats
}

/// Stores the sums that wait for rows below the map; `row` is the first such row, `phase` the last row's.
@inline(__always)
private func finish<let taps: Int>(
  _ phase: Int, _ sums: InlineArray<taps, Lanes>, _ row: UnsafeMutablePointer<Float>
) {
  let reach = taps / 2
  for back in 0..<reach {
    let slot = (phase &- back &+ taps) % taps
    store(sums[unchecked: slot], row - (back &+ 1) &* interpolatedFloats)
  }
}
