/// One pass of a transform: butterflies of one size whose legs are found through tables of offsets.
///
/// Exchanging the real and imaginary pointers of source and target makes it a pass of the inverse.
struct TransformPass {
  var sourceRe: UnsafePointer<Float>
  var sourceIm: UnsafePointer<Float>
  /// [butterfly][leg], in floats.
  var sourceOffsets: UnsafePointer<Int32>
  var targetRe: UnsafeMutablePointer<Float>
  var targetIm: UnsafeMutablePointer<Float>
  var targetOffsets: UnsafePointer<Int32>
  var butterflies: Int
}

@inline(__always)
private func run<C: Codelet>(_: C.Type, _ pass: TransformPass) {
  var source = pass.sourceOffsets
  var target = pass.targetOffsets
  for _ in 0..<pass.butterflies {
    C.transform(
      { leg in
        let offset = Int(source[leg])
        return Point(loadLanes(pass.sourceRe + offset), loadLanes(pass.sourceIm + offset))
      },
      { leg, point in
        let offset = Int(target[leg])
        store(point.re, pass.targetRe + offset)
        store(point.im, pass.targetIm + offset)
      })
    source += C.size
    target += C.size
  }
}

/// Forward transform of neighbouring points in place, product with the spectrum, inverse transform.
@inline(__always)
private func runProduct<C: Codelet>(
  _: C.Type, _ scratch: UnsafeMutablePointer<Float>, _ spectrum: UnsafePointer<Float>,
  _ butterflies: Int
) {
  var points = scratch
  var factors = spectrum
  for _ in 0..<butterflies {
    var products = InlineArray<16, Point> { _ in Point(.zero, .zero) }
    C.transform(
      { loadPoint(points + $0 &* pointFloats) },
      { leg, point in
        products[unchecked: leg] = point.times(loadPoint(factors + leg &* pointFloats)).exchanged
      })
    C.transform(
      { products[unchecked: $0] },
      { leg, point in
        let target = points + leg &* pointFloats
        store(point.im, target)
        store(point.re, target + laneCount)
      })
    points += C.size &* pointFloats
    factors += C.size &* pointFloats
  }
}

@inline(never)
func transformBy1(_ pass: TransformPass) { run(Codelet1.self, pass) }
@inline(never)
func transformBy2(_ pass: TransformPass) { run(Codelet2.self, pass) }
@inline(never)
func transformBy3(_ pass: TransformPass) { run(Codelet3.self, pass) }
@inline(never)
func transformBy4(_ pass: TransformPass) { run(Codelet4.self, pass) }
@inline(never)
func transformBy5(_ pass: TransformPass) { run(Codelet5.self, pass) }
@inline(never)
func transformBy7(_ pass: TransformPass) { run(Codelet7.self, pass) }
@inline(never)
func transformBy8(_ pass: TransformPass) { run(Codelet8.self, pass) }
@inline(never)
func transformBy9(_ pass: TransformPass) { run(Codelet9.self, pass) }
@inline(never)
func transformBy16(_ pass: TransformPass) { run(Codelet16.self, pass) }

@inline(never)
func multiplyBy2(_ x: UnsafeMutablePointer<Float>, _ s: UnsafePointer<Float>, _ count: Int) {
  runProduct(Codelet2.self, x, s, count)
}
@inline(never)
func multiplyBy3(_ x: UnsafeMutablePointer<Float>, _ s: UnsafePointer<Float>, _ count: Int) {
  runProduct(Codelet3.self, x, s, count)
}
@inline(never)
func multiplyBy4(_ x: UnsafeMutablePointer<Float>, _ s: UnsafePointer<Float>, _ count: Int) {
  runProduct(Codelet4.self, x, s, count)
}
@inline(never)
func multiplyBy5(_ x: UnsafeMutablePointer<Float>, _ s: UnsafePointer<Float>, _ count: Int) {
  runProduct(Codelet5.self, x, s, count)
}
@inline(never)
func multiplyBy7(_ x: UnsafeMutablePointer<Float>, _ s: UnsafePointer<Float>, _ count: Int) {
  runProduct(Codelet7.self, x, s, count)
}
@inline(never)
func multiplyBy8(_ x: UnsafeMutablePointer<Float>, _ s: UnsafePointer<Float>, _ count: Int) {
  runProduct(Codelet8.self, x, s, count)
}
@inline(never)
func multiplyBy9(_ x: UnsafeMutablePointer<Float>, _ s: UnsafePointer<Float>, _ count: Int) {
  runProduct(Codelet9.self, x, s, count)
}
@inline(never)
func multiplyBy16(_ x: UnsafeMutablePointer<Float>, _ s: UnsafePointer<Float>, _ count: Int) {
  runProduct(Codelet16.self, x, s, count)
}
@inline(never)
func multiplyBy1(_ x: UnsafeMutablePointer<Float>, _ s: UnsafePointer<Float>, _ count: Int) {
  runProduct(Codelet1.self, x, s, count)
}
