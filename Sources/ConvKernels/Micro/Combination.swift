/// Combines rows of the 17 sums to eight outputs per row, plus bias, and writes them to neighbouring pixels of
/// rows from `target` on.
@inline(never)
func combineRows8(
  _ sums: UnsafePointer<Float>, bias: UnsafePointer<Float>,
  into target: UnsafeMutablePointer<Float>, pixelStride: Int, rowStride: Int, rowCount: Int
) {
  combineRows(
    sums, bias: bias, into: target, pixelStride: pixelStride, rowStride: rowStride,
    rowCount: rowCount, outputs: 8)
}

/// The same to six outputs per row.
@inline(never)
func combineRows6(
  _ sums: UnsafePointer<Float>, bias: UnsafePointer<Float>,
  into target: UnsafeMutablePointer<Float>, pixelStride: Int, rowStride: Int, rowCount: Int
) {
  combineRows(
    sums, bias: bias, into: target, pixelStride: pixelStride, rowStride: rowStride,
    rowCount: rowCount, outputs: 6)
}

/// Output i is the sum over the points p of pⁱ times the point's sum.
///
/// Even powers are the same for ±p, odd ones differ in sign, and those of ±ip alternate. The sum at infinity
/// belongs to the last output alone; the bias joins the point 1, whose powers are all 1. Two passes, so that
/// nothing spills.
@inline(__always)
private func combineRows(
  _ sums: UnsafePointer<Float>, bias: UnsafePointer<Float>,
  into target: UnsafeMutablePointer<Float>, pixelStride: Int, rowStride: Int, rowCount: Int,
  outputs: Int
) {
  let shift = loadLanes(bias)
  var source = sums
  var row = target
  for _ in 0..<rowCount {
    combineEven(source, shift, row, pixelStride, outputs: outputs)
    combineOdd(source, shift, row, pixelStride, outputs: outputs)
    source += interpolatedFloats
    row += rowStride
  }
}

@inline(__always)
private func combineEven(
  _ sums: UnsafePointer<Float>, _ shift: Lanes, _ row: UnsafeMutablePointer<Float>, _ stride: Int,
  outputs: Int
) {
  let one = Even(sums, 1, sum(value(1, sums), shift), turned: 7)
  let two = Even(sums, 3, value(3, sums), turned: 10)
  let half = Even(sums, 5, value(5, sums), turned: 13)
  store(sum(sum(value(0, sums), one.plus), sum(two.plus, half.plus)), row)
  store(powers(one.minus, 4, two.minus, 0.25, half.minus), row + 2 &* stride)
  store(powers(one.plus, 16, two.plus, 0x1p-4, half.plus), row + 4 &* stride)
  if outputs > 6 {
    store(powers(one.minus, 64, two.minus, 0x1p-6, half.minus), row + 6 &* stride)
  }
}

@inline(__always)
private func combineOdd(
  _ sums: UnsafePointer<Float>, _ shift: Lanes, _ row: UnsafeMutablePointer<Float>, _ stride: Int,
  outputs: Int
) {
  let one = Odd(sums, 1, sum(value(1, sums), shift), turned: 7)
  let two = Odd(sums, 3, value(3, sums), turned: 10)
  let half = Odd(sums, 5, value(5, sums), turned: 13)
  store(powers(one.minus, 2, two.minus, 0.5, half.minus), row + stride)
  store(powers(one.plus, 8, two.plus, 0x1p-3, half.plus), row + 3 &* stride)
  let fifth = powers(one.minus, 32, two.minus, 0x1p-5, half.minus)
  if outputs > 6 {
    store(fifth, row + 5 &* stride)
    let seventh = powers(one.plus, 128, two.plus, 0x1p-7, half.plus)
    store(sum(seventh, value(16, sums)), row + 7 &* stride)
  } else {
    store(sum(fifth, value(16, sums)), row + 5 &* stride)
  }
}

/// One scale's part of the even outputs: ±p alike, ±ip with the sign of i⁰ and i².
private struct Even {
  let plus: Lanes
  let minus: Lanes

  @inline(__always)
  init(_ sums: UnsafePointer<Float>, _ slot: Int, _ positive: Lanes, turned: Int) {
    let alike = sum(positive, value(slot &+ 1, sums))
    let real = difference(value(turned, sums), value(turned &+ 1, sums))
    plus = sum(alike, real)
    minus = difference(alike, real)
  }
}

/// One scale's part of the odd outputs.
private struct Odd {
  let plus: Lanes
  let minus: Lanes

  @inline(__always)
  init(_ sums: UnsafePointer<Float>, _ slot: Int, _ positive: Lanes, turned: Int) {
    let opposite = difference(positive, value(slot &+ 1, sums))
    let imaginary = sum(value(turned, sums), value(turned &+ 2, sums))
    plus = sum(opposite, imaginary)
    minus = difference(opposite, imaginary)
  }
}

/// `one + a · two + b · half`.
@inline(__always)
private func powers(
  _ one: Lanes, _ a: Float, _ two: Lanes, _ b: Float, _ half: Lanes
) -> Lanes {
  addProduct(
    addProduct(one, Lanes(repeating: b), half), Lanes(repeating: a), two)
}

@inline(__always)
private func value(_ slot: Int, _ sums: UnsafePointer<Float>) -> Lanes {
  loadLanes(sums + slot &* laneCount)
}
