/// Thirty-two points as four by eight; the twiddles between are absorbed into multiply-adds.
enum Codelet32: Codelet {
  static let size = 32
  static let lastLeg = 31
  static let plainOperations = 204
  static let fusedOperations = 172

  @inline(__always)
  static func transform(_ load: (Int) -> Point, _ store: (Int, Point) -> Void) {
    var work = zeroLegs()
    Codelet8.transform({ load(4 &* $0) }, { work[unchecked: $0] = $1 })
    Codelet8.transform({ load(4 &* $0 &+ 1) }, { work[unchecked: 8 &+ $0] = $1 })
    Codelet8.transform({ load(4 &* $0 &+ 2) }, { work[unchecked: 16 &+ $0] = $1 })
    Codelet8.transform({ load(4 &* $0 &+ 3) }, { work[unchecked: 24 &+ $0] = $1 })
    let y = transform4(
      work[unchecked: 0], work[unchecked: 8], work[unchecked: 16], work[unchecked: 24])
    store(0, y.0)
    store(8, y.1)
    store(16, y.2)
    store(24, y.3)
    // Angles of k thirty-seconds of a turn.
    let w1 = transform4Turned(
      work[unchecked: 1], work[unchecked: 9], work[unchecked: 17], work[unchecked: 25],
      Twiddle(
        tangents: (0.198_912_367_379, 0.414_213_562_373, 0.668_178_637_919),
        cosine1: 0.980_785_280_403, cosine2: 0.923_879_532_511, ratio31: 0.847_759_065_022))
    store(1, w1.0)
    store(9, w1.1)
    store(17, w1.2)
    store(25, w1.3)
    let w2 = transform4Turned(
      work[unchecked: 2], work[unchecked: 10], work[unchecked: 18], work[unchecked: 26],
      Twiddle(
        tangents: (0.414_213_562_373, 0.999_999_999_999, 2.414_213_562_373),
        cosine1: 0.923_879_532_511, cosine2: 0.707_106_781_186, ratio31: 0.414_213_562_373))
    store(2, w2.0)
    store(10, w2.1)
    store(18, w2.2)
    store(26, w2.3)
    let w3 = transform4Turned(
      work[unchecked: 3], work[unchecked: 11], work[unchecked: 19], work[unchecked: 27],
      Twiddle(
        tangents: (0.668_178_637_919, 2.414_213_562_373, -5.027_339_492_125),
        cosine1: 0.831_469_612_302, cosine2: 0.382_683_432_365, ratio31: -0.234_633_135_269))
    store(3, w3.0)
    store(11, w3.1)
    store(19, w3.2)
    store(27, w3.3)
    let z = transform4EighthTurned(
      work[unchecked: 4], work[unchecked: 12], work[unchecked: 20], work[unchecked: 28])
    store(4, z.0)
    store(12, z.1)
    store(20, z.2)
    store(28, z.3)
    let w5 = transform4Turned(
      work[unchecked: 5], work[unchecked: 13], work[unchecked: 21], work[unchecked: 29],
      Twiddle(
        tangents: (1.496_605_762_665, -2.414_213_562_373, -0.198_912_367_379),
        cosine1: 0.555_570_233_019, cosine2: -0.382_683_432_365, ratio31: -1.765_366_864_730))
    store(5, w5.0)
    store(13, w5.1)
    store(21, w5.2)
    store(29, w5.3)
    let w6 = transform4Turned(
      work[unchecked: 6], work[unchecked: 14], work[unchecked: 22], work[unchecked: 30],
      Twiddle(
        tangents: (2.414_213_562_373, -1.000_000_000_000, 0.414_213_562_373),
        cosine1: 0.382_683_432_365, cosine2: -0.707_106_781_186, ratio31: -2.414_213_562_373))
    store(6, w6.0)
    store(14, w6.1)
    store(22, w6.2)
    store(30, w6.3)
    let w7 = transform4Turned(
      work[unchecked: 7], work[unchecked: 15], work[unchecked: 23], work[unchecked: 31],
      Twiddle(
        tangents: (5.027_339_492_125, -0.414_213_562_373, 1.496_605_762_665),
        cosine1: 0.195_090_322_016, cosine2: -0.923_879_532_511, ratio31: -2.847_759_065_022))
    store(7, w7.0)
    store(15, w7.1)
    store(23, w7.2)
    store(31, w7.3)
  }
}

/// Tangents and cosines of one, two and three times an angle; `ratio31` is cosine 3 over cosine 1.
private struct Twiddle {
  let tangents: (Float, Float, Float)
  let cosine1: Float
  let cosine2: Float
  let ratio31: Float
}

/// Four points of which the last three are first turned clockwise by one, two and three times an angle:
/// x · exp(−iφ) = cos φ · (x − i · tan φ · x).
@inline(__always)
private func transform4Turned(
  _ a: Point, _ b: Point, _ c: Point, _ d: Point, _ twiddle: Twiddle
) -> (Point, Point, Point, Point) {
  let p = b.addingTurned(twiddle.tangents.0, b)
  let q = c.addingTurned(twiddle.tangents.1, c)
  let r = d.addingTurned(twiddle.tangents.2, d)
  let even = a.adding(twiddle.cosine2, q)
  let odd = a.subtracting(twiddle.cosine2, q)
  let sum = p.adding(twiddle.ratio31, r)
  let difference = p.subtracting(twiddle.ratio31, r)
  return (
    even.adding(twiddle.cosine1, sum), odd.addingTurned(twiddle.cosine1, difference),
    even.subtracting(twiddle.cosine1, sum), odd.subtractingTurned(twiddle.cosine1, difference)
  )
}
