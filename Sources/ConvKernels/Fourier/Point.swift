/// One complex point of as many channels as a vector has lanes.
struct Point {
  var re: Lanes
  var im: Lanes

  @inline(__always)
  init(_ re: Lanes, _ im: Lanes) {
    self.re = re
    self.im = im
  }

  @inline(__always)
  static func + (a: Point, b: Point) -> Point { Point(a.re + b.re, a.im + b.im) }

  @inline(__always)
  static func - (a: Point, b: Point) -> Point { Point(a.re - b.re, a.im - b.im) }

  /// `self + c · x`.
  @inline(__always)
  func adding(_ c: Float, _ x: Point) -> Point {
    let factor = Lanes(repeating: c)
    return Point(multiplyAdd(re, factor, x.re), multiplyAdd(im, factor, x.im))
  }

  /// `self − i · x`: a quarter turn clockwise, the direction of a forward transform.
  @inline(__always)
  func addingTurned(_ x: Point) -> Point { Point(re + x.im, im - x.re) }

  /// `self + i · x`.
  @inline(__always)
  func subtractingTurned(_ x: Point) -> Point { Point(re - x.im, im + x.re) }

  /// `self − i · c · x`.
  @inline(__always)
  func addingTurned(_ c: Float, _ x: Point) -> Point {
    Point(
      multiplyAdd(re, Lanes(repeating: c), x.im), multiplyAdd(im, Lanes(repeating: -c), x.re))
  }

  /// `self · spectrum`.
  @inline(__always)
  func times(_ spectrum: Point) -> Point {
    Point(
      multiplySubtract(re * spectrum.re, im, spectrum.im),
      multiplyAdd(re * spectrum.im, im, spectrum.re))
  }

  /// Real and imaginary part exchanged: transforming exchanged points forward is the inverse transform.
  var exchanged: Point {
    @inline(__always) get { Point(im, re) }
  }
}

/// `accumulator − a · b`: fused where the build has FMA.
@inline(__always)
func multiplySubtract(_ accumulator: Lanes, _ a: Lanes, _ b: Lanes) -> Lanes {
  #if LKB_PORTABLE
    accumulator - a * b
  #else
    // From −0 and not from 0: only so is it a negation, which the fused instruction absorbs.
    accumulator.addingProduct(Lanes(repeating: -0.0) - a, b)
  #endif
}
