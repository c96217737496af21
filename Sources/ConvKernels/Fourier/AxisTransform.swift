/// One-dimensional transforms of one size, through a scratch array of points.
struct AxisTransform {
  let factors: PrimeFactors

  init(_ factors: PrimeFactors) { self.factors = factors }

  private var legStride: Int { factors.last.rawValue &* pointFloats }

  /// Table for `begin` from the offset of each point of time.
  func gatherTable(_ offsets: (Int) -> Int) -> [Int32] {
    (0..<factors.last.rawValue).flatMap { butterfly in
      (0..<factors.first.rawValue).map { leg in
        Int32(offsets(factors.time(leg: leg, butterfly: butterfly)))
      }
    }
  }

  /// Table for `end` from the offset of each point of time, `nil` for those that nobody needs; the
  /// butterfly to begin with comes first.
  ///
  /// Points that nobody needs go to the place that the pass stores last, which must be one that is needed:
  /// the pass begins with the butterfly after that one.
  func scatterTable(_ offsets: (Int) -> Int?) -> [Int32] {
    let count = factors.last.rawValue
    for end in 0..<count {
      let time = factors.time(leg: factors.first.lastLeg, butterfly: end)
      guard let last = offsets(time) else { continue }
      var table = [Int32((end + 1) % count)]
      for butterfly in 1...count {
        for leg in 0..<factors.first.rawValue {
          let time = factors.time(leg: leg, butterfly: (end + butterfly) % count)
          table.append(Int32(offsets(time) ?? last))
        }
      }
      return table
    }
    preconditionFailure("a transform of \(factors.size) points without outputs")
  }

  /// Entries of a table for `end`.
  var scatterTableCount: Int { factors.size &+ 1 }

  /// First forward pass, from where `gather` says into the scratch.
  @inline(__always)
  func begin(
    _ scratch: UnsafeMutablePointer<Float>, re: UnsafePointer<Float>, im: UnsafePointer<Float>,
    gather: UnsafePointer<Int32>
  ) {
    factors.first.begin(
      FirstPass(
        re: re, im: im, gather: gather, points: scratch, legStride: legStride,
        butterflies: factors.last.rawValue))
  }

  /// Last inverse pass, from the scratch to where `scatter` says.
  @inline(__always)
  func end(
    _ scratch: UnsafePointer<Float>, re: UnsafeMutablePointer<Float>,
    im: UnsafeMutablePointer<Float>, scatter: UnsafePointer<Int32>
  ) {
    factors.first.end(
      LastPass(
        points: scratch, legStride: legStride, butterflies: factors.last.rawValue,
        firstButterfly: Int(scatter[0]), re: re, im: im, scatter: scatter + 1))
  }

  /// Second forward pass.
  @inline(__always)
  func forward(_ scratch: UnsafeMutablePointer<Float>) {
    factors.last.forward(scratch, butterflies: factors.first.rawValue)
  }

  /// First inverse pass.
  @inline(__always)
  func backward(_ scratch: UnsafeMutablePointer<Float>) {
    factors.last.backward(scratch, butterflies: factors.first.rawValue)
  }

  /// Second forward pass, product with a spectrum, first inverse pass.
  @inline(__always)
  func convolve(_ scratch: UnsafeMutablePointer<Float>, _ spectrum: UnsafePointer<Float>) {
    factors.last.convolve(scratch, spectrum, butterflies: factors.first.rawValue)
  }
}
