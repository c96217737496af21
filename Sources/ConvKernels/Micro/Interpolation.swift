/// Neighbouring pixels that a tile of `Winograd` reads.
let interpolatedInputs = 14
/// Values that they are interpolated to: at 0, ±1, ±2, ±½ and infinity, and three for each of the pairs ±i,
/// ±2i, ±i/2.
let interpolatedProducts = 17
/// Floats of one row's values.
let interpolatedFloats = interpolatedProducts * laneCount

/// Operations per lane that `interpolateRows` does per row: 27 additions and 28 multiply-adds, of which twelve
/// share their products in pairs where multiplying is an operation of its own.
#if LKB_PORTABLE
  let interpolationFLOPs = 27 + 2 * 28 - 6
#else
  let interpolationFLOPs = 27 + 2 * 28
#endif

/// Operations per lane that `combineRows…` does per row: 30 additions, and two multiply-adds for each output but
/// the first.
func combinationFLOPs(outputs: Int) -> Int { 30 + 4 * (outputs - 1) }

/// Values of rows of 14 pixels at the points of interpolation: products with the polynomial
/// x(x⁴ − 1)(x⁴ − 4¼x² + 1)(x⁴ + 4¼x² + 1) divided by the points' own factors.
///
/// Points in pairs ±p share their even and odd pixels. A pair ±ip gives even + p · odd, odd and even: three real
/// products instead of four. Two passes over the pixels, so that nothing spills.
@inline(never)
func interpolateRows(
  _ values: UnsafeMutablePointer<Float>, from pixels: UnsafePointer<Float>, rowStride: Int,
  rowCount: Int
) {
  var source = pixels
  var target = values
  for _ in 0..<rowCount {
    interpolateUnits(target, source)
    interpolateOthers(target, source)
    source += rowStride
    target += interpolatedFloats
  }
}

/// The points ±1 and ±i.
@inline(__always)
private func interpolateUnits(
  _ target: UnsafeMutablePointer<Float>, _ source: UnsafePointer<Float>
) {
  let factor = Lanes(repeating: 16.0625)
  let even = Units(source + 2 &* laneCount, factor)
  let odd = Units(source + laneCount, factor)
  put(sum(even.real, odd.real), 1, target)
  put(difference(even.real, odd.real), 2, target)
  put(sum(even.imaginary, odd.imaginary), 7, target)
  put(odd.imaginary, 8, target)
  put(even.imaginary, 9, target)
}

/// Every other pixel of a row, combined for the points ±1 and ±i.
private struct Units {
  let real: Lanes
  let imaginary: Lanes

  @inline(__always)
  init(_ pixels: UnsafePointer<Float>, _ factor: Lanes) {
    let w0 = subtractProduct(sum(pixel(0, pixels), pixel(4, pixels)), factor, pixel(2, pixels))
    let w1 = subtractProduct(sum(pixel(1, pixels), pixel(5, pixels)), factor, pixel(3, pixels))
    real = sum(w1, w0)
    imaginary = difference(w1, w0)
  }
}

/// All other points.
@inline(__always)
private func interpolateOthers(
  _ target: UnsafeMutablePointer<Float>, _ source: UnsafePointer<Float>
) {
  let factor = Lanes(repeating: 16.0625)
  let evenSteps = Steps(source + 2 &* laneCount)
  // Divided by x: the even pixels from the first on.
  let low = difference(pixel(2, source), pixel(0, source))
  put(subtractProduct(sum(evenSteps.d3, low), factor, evenSteps.d1), 0, target)
  let even = Others(evenSteps)
  let odds = source + laneCount
  let oddSteps = Steps(odds)
  // Infinity: the polynomial itself.
  let high = difference(pixel(6, odds), pixel(4, odds))
  put(subtractProduct(sum(high, oddSteps.d0), factor, oddSteps.d2), 16, target)
  let odd = Others(oddSteps)
  let two = Lanes(repeating: 2)
  let half = Lanes(repeating: 0.5)
  put(addProduct(even.two, two, odd.two), 3, target)
  put(subtractProduct(even.two, two, odd.two), 4, target)
  put(addProduct(even.half, half, odd.half), 5, target)
  put(subtractProduct(even.half, half, odd.half), 6, target)
  put(addProduct(even.imaginaryTwo, two, odd.imaginaryTwo), 10, target)
  put(odd.imaginaryTwo, 11, target)
  put(even.imaginaryTwo, 12, target)
  put(addProduct(even.imaginaryHalf, half, odd.imaginaryHalf), 13, target)
  put(odd.imaginaryHalf, 14, target)
  put(even.imaginaryHalf, 15, target)
}

/// Differences of every other pixel: the factor x⁴ − 1, which the points ±1 and ±i have not.
private struct Steps {
  let d0: Lanes
  let d1: Lanes
  let d2: Lanes
  let d3: Lanes

  @inline(__always)
  init(_ pixels: UnsafePointer<Float>) {
    d0 = difference(pixel(2, pixels), pixel(0, pixels))
    d1 = difference(pixel(3, pixels), pixel(1, pixels))
    d2 = difference(pixel(4, pixels), pixel(2, pixels))
    d3 = difference(pixel(5, pixels), pixel(3, pixels))
  }
}

/// Every other pixel of a row, combined for the points ±2, ±½, ±2i and ±i/2.
private struct Others {
  let two: Lanes
  let half: Lanes
  let imaginaryTwo: Lanes
  let imaginaryHalf: Lanes

  @inline(__always)
  init(_ steps: Steps) {
    let middle = Lanes(repeating: 4.25)
    let quarter = Lanes(repeating: 0.25)
    let four = Lanes(repeating: 4)
    let h0 = sum(steps.d2, steps.d0)
    let h1 = sum(steps.d3, steps.d1)
    let t0 = addProduct(h0, middle, steps.d1)
    let t1 = addProduct(h1, middle, steps.d2)
    two = subtractProduct(t1, quarter, t0)
    half = subtractProduct(t1, four, t0)
    let s0 = subtractProduct(h0, middle, steps.d1)
    let s1 = subtractProduct(h1, middle, steps.d2)
    imaginaryTwo = addProduct(s1, quarter, s0)
    imaginaryHalf = addProduct(s1, four, s0)
  }
}

@inline(__always)
private func pixel(_ index: Int, _ pixels: UnsafePointer<Float>) -> Lanes {
  loadLanes(pixels + 2 &* index &* laneCount)
}

@inline(__always)
private func put(_ value: Lanes, _ slot: Int, _ target: UnsafeMutablePointer<Float>) {
  store(value, target + slot &* laneCount)
}
