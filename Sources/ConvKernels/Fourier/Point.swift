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
  static func + (a: Point, b: Point) -> Point { Point(sum(a.re, b.re), sum(a.im, b.im)) }

  @inline(__always)
  static func - (a: Point, b: Point) -> Point {
    Point(difference(a.re, b.re), difference(a.im, b.im))
  }

  /// `self + c · x`.
  @inline(__always)
  func adding(_ c: Float, _ x: Point) -> Point {
    let factor = Lanes(repeating: c)
    return Point(addProduct(re, factor, x.re), addProduct(im, factor, x.im))
  }

  /// `self − c · x`.
  @inline(__always)
  func subtracting(_ c: Float, _ x: Point) -> Point {
    let factor = Lanes(repeating: c)
    return Point(subtractProduct(re, factor, x.re), subtractProduct(im, factor, x.im))
  }

  /// `self − i · x`: a quarter turn clockwise, the direction of a forward transform.
  @inline(__always)
  func addingTurned(_ x: Point) -> Point { Point(sum(re, x.im), difference(im, x.re)) }

  /// `self + i · x`.
  @inline(__always)
  func subtractingTurned(_ x: Point) -> Point { Point(difference(re, x.im), sum(im, x.re)) }

  /// `self − i · c · x`.
  @inline(__always)
  func addingTurned(_ c: Float, _ x: Point) -> Point {
    let factor = Lanes(repeating: c)
    return Point(addProduct(re, factor, x.im), subtractProduct(im, factor, x.re))
  }

  /// `self + i · c · x`.
  @inline(__always)
  func subtractingTurned(_ c: Float, _ x: Point) -> Point {
    let factor = Lanes(repeating: c)
    return Point(subtractProduct(re, factor, x.im), addProduct(im, factor, x.re))
  }

  /// `self · (1 − i)`.
  var eighthTurned: Point {
    @inline(__always) get { Point(sum(re, im), difference(im, re)) }
  }

  /// `self · (1 + i)`.
  var eighthTurnedBack: Point {
    @inline(__always) get { Point(difference(re, im), sum(re, im)) }
  }

  /// `self · spectrum`.
  @inline(__always)
  func times(_ spectrum: Point) -> Point {
    Point(
      subtractProduct(product(re, spectrum.re), im, spectrum.im),
      addProduct(product(re, spectrum.im), im, spectrum.re))
  }

  /// Real and imaginary part exchanged: transforming exchanged points forward is the inverse transform.
  var exchanged: Point {
    @inline(__always) get { Point(im, re) }
  }
}

/// Floats of one point.
let pointFloats = 2 * laneCount

@inline(__always)
func loadPoint(_ pointer: UnsafePointer<Float>) -> Point {
  Point(loadLanes(pointer), loadLanes(pointer + laneCount))
}

@inline(__always)
func storePoint(_ point: Point, _ pointer: UnsafeMutablePointer<Float>) {
  store(point.re, pointer)
  store(point.im, pointer + laneCount)
}
