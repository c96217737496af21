/// First pass of a forward transform: gathers legs through a table, leaves them `legStride` apart.
struct FirstPass {
  var re: UnsafePointer<Float>
  var im: UnsafePointer<Float>
  /// Offsets of the legs from there, [butterfly][leg].
  var gather: UnsafePointer<Int32>
  var points: UnsafeMutablePointer<Float>
  /// Floats between the legs of a butterfly; the butterflies lie next to each other.
  var legStride: Int
  var butterflies: Int
}

/// Last pass of an inverse transform: the first pass in reverse.
struct LastPass {
  var points: UnsafePointer<Float>
  var legStride: Int
  var butterflies: Int
  /// The butterfly to begin with; the others follow cyclically.
  var firstButterfly: Int
  var re: UnsafeMutablePointer<Float>
  var im: UnsafeMutablePointer<Float>
  /// Offsets of the legs from there, [butterfly][leg], in the order of the pass.
  var scatter: UnsafePointer<Int32>
}

@inline(never)
func beginTransform<C: Codelet>(_: C.Type, _ pass: FirstPass) {
  var gather = pass.gather
  var points = pass.points
  for _ in 0..<pass.butterflies {
    C.transform(
      { leg in
        let offset = Int(gather[leg])
        return Point(loadLanes(pass.re + offset), loadLanes(pass.im + offset))
      },
      { leg, point in
        let target = points + leg &* pass.legStride
        store(point.re, target)
        store(point.im, target + laneCount)
      })
    gather += C.size
    points += pointFloats
  }
}

@inline(never)
func endTransform<C: Codelet>(_: C.Type, _ pass: LastPass) {
  var scatter = pass.scatter
  var butterfly = pass.firstButterfly
  for _ in 0..<pass.butterflies {
    let points = pass.points + butterfly &* pointFloats
    C.transform(
      { leg in loadPoint(points + leg &* pass.legStride).exchanged },
      { leg, point in
        let offset = Int(scatter[leg])
        store(point.im, pass.re + offset)
        store(point.re, pass.im + offset)
      })
    scatter += C.size
    butterfly &+= 1
    if butterfly == pass.butterflies { butterfly = 0 }
  }
}

@inline(never)
func transformForward<C: Codelet>(
  _: C.Type, _ points: UnsafeMutablePointer<Float>, _ butterflies: Int
) {
  var points = points
  for _ in 0..<butterflies {
    C.transform(
      { loadPoint(points + $0 &* pointFloats) },
      { leg, point in storePoint(point, points + leg &* pointFloats) })
    points += C.size &* pointFloats
  }
}

@inline(never)
func transformBackward<C: Codelet>(
  _: C.Type, _ points: UnsafeMutablePointer<Float>, _ butterflies: Int
) {
  var points = points
  for _ in 0..<butterflies {
    C.transform(
      { loadPoint(points + $0 &* pointFloats).exchanged },
      { leg, point in storePoint(point.exchanged, points + leg &* pointFloats) })
    points += C.size &* pointFloats
  }
}

/// Forward transform of neighbouring points in place, product with the spectrum, inverse transform.
@inline(never)
func convolvePoints<C: Codelet>(
  _: C.Type, _ points: UnsafeMutablePointer<Float>, _ spectrum: UnsafePointer<Float>,
  _ butterflies: Int
) {
  var points = points
  var factors = spectrum
  for _ in 0..<butterflies {
    var products = zeroLegs()
    C.transform(
      { loadPoint(points + $0 &* pointFloats) },
      { leg, point in
        products[unchecked: leg] = point.times(loadPoint(factors + leg &* pointFloats)).exchanged
      })
    C.transform(
      { products[unchecked: $0] },
      { leg, point in storePoint(point.exchanged, points + leg &* pointFloats) })
    points += C.size &* pointFloats
    factors += C.size &* pointFloats
  }
}
