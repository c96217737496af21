/// Sixteen points as four by four; the twiddles between are absorbed into multiply-adds.
enum Codelet16: Codelet {
  static let size = 16
  static let lastLeg = 15
  static let plainOperations = 96
  static let fusedOperations = 48

  @inline(__always)
  static func transform(_ load: (Int) -> Point, _ store: (Int, Point) -> Void) {
    let d = transform4(load(3), load(7), load(11), load(15))
    let b = transform4(load(1), load(5), load(9), load(13))
    let c = transform4(load(2), load(6), load(10), load(14))
    let a = transform4(load(0), load(4), load(8), load(12))
    let y = transform4(a.0, b.0, c.0, d.0)
    store(0, y.0)
    store(4, y.1)
    store(8, y.2)
    store(12, y.3)
    sixteenth(a.1, b.1, c.1, d.1, store)
    let z = transform4EighthTurned(a.2, b.2, c.2, d.2)
    store(2, z.0)
    store(6, z.1)
    store(10, z.2)
    store(14, z.3)
    threeSixteenths(a.3, b.3, c.3, d.3, store)
  }

  /// Outputs 1, 5, 9, 13: twiddles of 1, 2 and 3 sixteenths of a turn.
  @inline(__always)
  private static func sixteenth(
    _ a: Point, _ b: Point, _ c: Point, _ d: Point, _ store: (Int, Point) -> Void
  ) {
    let p = b.addingTurned(tangent1, b)
    let r = d.addingTurned(tangent3, d)
    let q = c.eighthTurned
    let even = a.adding(root, q)
    let odd = a.subtracting(root, q)
    let sum = p.adding(cosine3 / cosine1, r)
    let difference = p.subtracting(cosine3 / cosine1, r)
    store(1, even.adding(cosine1, sum))
    store(9, even.subtracting(cosine1, sum))
    store(5, odd.addingTurned(cosine1, difference))
    store(13, odd.subtractingTurned(cosine1, difference))
  }

  /// Outputs 3, 7, 11, 15: twiddles of 3, 6 and 9 sixteenths.
  @inline(__always)
  private static func threeSixteenths(
    _ a: Point, _ b: Point, _ c: Point, _ d: Point, _ store: (Int, Point) -> Void
  ) {
    // exp(−9i·2π/16) = −exp(−i·2π/16)
    let p = d.addingTurned(tangent1, d)
    let r = b.addingTurned(tangent3, b)
    let q = c.eighthTurnedBack
    let even = a.subtracting(root, q)
    let odd = a.adding(root, q)
    let sum = p.subtracting(cosine3 / cosine1, r)
    let difference = p.adding(cosine3 / cosine1, r)
    store(3, even.subtracting(cosine1, sum))
    store(11, even.adding(cosine1, sum))
    store(7, odd.addingTurned(cosine1, difference))
    store(15, odd.subtractingTurned(cosine1, difference))
  }

  private static var root: Float { 0.707_106_781_186_547_5 }
  private static var cosine1: Float { 0.923_879_532_511_286_7 }
  private static var cosine3: Float { 0.382_683_432_365_089_8 }
  private static var tangent1: Float { 0.414_213_562_373_095_0 }
  private static var tangent3: Float { 2.414_213_562_373_095 }
}

/// Four points of which the last three are first turned clockwise by one, two and three eighths of a turn.
@inline(__always)
func transform4EighthTurned(
  _ a: Point, _ b: Point, _ c: Point, _ d: Point
) -> (Point, Point, Point, Point) {
  let root: Float = 0.707_106_781_186_547_5
  let even = a.addingTurned(c)
  let odd = a.subtractingTurned(c)
  // The turned b is √½ · p, the turned d is −√½ · r.
  let p = b.eighthTurned
  let r = d.eighthTurnedBack
  let sum = p - r
  let difference = p + r
  return (
    even.adding(root, sum), odd.addingTurned(root, difference), even.subtracting(root, sum),
    odd.subtractingTurned(root, difference)
  )
}
