/// Seven points: sums and differences of opposite legs, every sine sum with one factor taken out.
enum Codelet7: Codelet {
  static let size = 7
  static let lastLeg = 4
  static let plainOperations = 18
  static let fusedOperations = 42

  @inline(__always)
  static func transform(_ load: (Int) -> Point, _ store: (Int, Point) -> Void) {
    let (x1, x6) = (load(1), load(6))
    let (a1, b1) = (x1 + x6, x1 - x6)
    let (x2, x5) = (load(2), load(5))
    let (a2, b2) = (x2 + x5, x2 - x5)
    let (x3, x4) = (load(3), load(4))
    let (a3, b3) = (x3 + x4, x3 - x4)
    let x0 = load(0)
    let m1 = x0.adding(c1, a1).adding(c2, a2).adding(c3, a3)
    let m2 = x0.adding(c2, a1).adding(c3, a2).adding(c1, a3)
    let m3 = x0.adding(c3, a1).adding(c1, a2).adding(c2, a3)
    store(0, x0 + a1 + a2 + a3)
    let n1 = b1.adding(s2 / s1, b2).adding(s3 / s1, b3)
    store(1, m1.addingTurned(s1, n1))
    store(6, m1.subtractingTurned(s1, n1))
    let n2 = b1.subtracting(s3 / s2, b2).subtracting(s1 / s2, b3)
    store(2, m2.addingTurned(s2, n2))
    store(5, m2.subtractingTurned(s2, n2))
    let n3 = b1.subtracting(s1 / s3, b2).adding(s2 / s3, b3)
    store(3, m3.addingTurned(s3, n3))
    store(4, m3.subtractingTurned(s3, n3))
  }

  /// Cosines and sines of 1, 2 and 3 sevenths of a turn.
  private static var c1: Float { 0.623_489_801_858_733_6 }
  private static var c2: Float { -0.222_520_933_956_314_4 }
  private static var c3: Float { -0.900_968_867_902_419_1 }
  private static var s1: Float { 0.781_831_482_468_029_8 }
  private static var s2: Float { 0.974_927_912_181_823_6 }
  private static var s3: Float { 0.433_883_739_117_558_1 }
}

/// Nine points as three by three; the twiddles between are absorbed into multiply-adds.
enum Codelet9: Codelet {
  static let size = 9
  static let lastLeg = 8
  static let plainOperations = 24
  static let fusedOperations = 56

  @inline(__always)
  static func transform(_ load: (Int) -> Point, _ store: (Int, Point) -> Void) {
    let u = transform3(load(1), load(4), load(7))
    let v = transform3(load(2), load(5), load(8))
    let t = transform3(load(0), load(3), load(6))
    let y = transform3(t.0, u.0, v.0)
    store(0, y.0)
    store(3, y.1)
    store(6, y.2)
    let z1 = transform3Twiddled(
      t.1, u.1, tangent1, v.1, tangent2, cosine: cosine1, ratio: cosine2 / cosine1)
    store(1, z1.0)
    store(4, z1.1)
    store(7, z1.2)
    let z2 = transform3Twiddled(
      t.2, u.2, tangent2, v.2, tangent4, cosine: cosine2, ratio: cosine4 / cosine2)
    store(2, z2.0)
    store(5, z2.1)
    store(8, z2.2)
  }

  /// Cosines and tangents of 1, 2 and 4 ninths of a turn.
  private static var cosine1: Float { 0.766_044_443_118_978_0 }
  private static var cosine2: Float { 0.173_648_177_666_930_4 }
  private static var cosine4: Float { -0.939_692_620_785_908_4 }
  private static var tangent1: Float { 0.839_099_631_177_280_0 }
  private static var tangent2: Float { 5.671_281_819_617_707 }
  private static var tangent4: Float { -0.363_970_234_266_202_4 }
}

/// Three points of which the last two are first turned clockwise by the angles of these tangents.
@inline(__always)
private func transform3Twiddled(
  _ x0: Point, _ x1: Point, _ tangent1: Float, _ x2: Point, _ tangent2: Float, cosine: Float,
  ratio: Float
) -> (Point, Point, Point) {
  // x · exp(−iφ) = cos φ · (x − i · tan φ · x)
  let p = x1.addingTurned(tangent1, x1)
  let q = x2.addingTurned(tangent2, x2)
  let sum = p.adding(ratio, q)
  let difference = p.subtracting(ratio, q)
  let middle = x0.subtracting(0.5 * cosine, sum)
  let sine = 0.866_025_403_784_438_6 * cosine
  return (
    x0.adding(cosine, sum), middle.addingTurned(sine, difference),
    middle.subtractingTurned(sine, difference)
  )
}
