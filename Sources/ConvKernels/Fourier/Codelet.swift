/// A discrete Fourier transform of a fixed small size, written out.
///
/// `transform` loads every leg before it stores any, so that it may run in place:
///
///     y[k] = Σ x[j] · exp(−2πi · j·k / size)
protocol Codelet {
  static var size: Int { get }
  /// The leg that `transform` stores last.
  static var lastLeg: Int { get }
  /// Vector additions, subtractions and multiplications.
  static var plainOperations: Int { get }
  /// Vector multiply-adds.
  static var fusedOperations: Int { get }
  static func transform(_ load: (Int) -> Point, _ store: (Int, Point) -> Void)
}

/// As many points as the largest codelet has legs.
typealias Legs = InlineArray<32, Point>

@inline(__always)
func zeroLegs() -> Legs { Legs { _ in Point(.zero, .zero) } }

enum Codelet1: Codelet {
  static let size = 1
  static let lastLeg = 0
  static let plainOperations = 0
  static let fusedOperations = 0

  @inline(__always)
  static func transform(_ load: (Int) -> Point, _ store: (Int, Point) -> Void) {
    store(0, load(0))
  }
}

enum Codelet2: Codelet {
  static let size = 2
  static let lastLeg = 1
  static let plainOperations = 4
  static let fusedOperations = 0

  @inline(__always)
  static func transform(_ load: (Int) -> Point, _ store: (Int, Point) -> Void) {
    let x0 = load(0)
    let x1 = load(1)
    store(0, x0 + x1)
    store(1, x0 - x1)
  }
}

enum Codelet3: Codelet {
  static let size = 3
  static let lastLeg = 2
  static let plainOperations = 6
  static let fusedOperations = 6

  @inline(__always)
  static func transform(_ load: (Int) -> Point, _ store: (Int, Point) -> Void) {
    let y = transform3(load(0), load(1), load(2))
    store(0, y.0)
    store(1, y.1)
    store(2, y.2)
  }
}

enum Codelet4: Codelet {
  static let size = 4
  static let lastLeg = 3
  static let plainOperations = 16
  static let fusedOperations = 0

  @inline(__always)
  static func transform(_ load: (Int) -> Point, _ store: (Int, Point) -> Void) {
    let y = transform4(load(0), load(1), load(2), load(3))
    store(0, y.0)
    store(1, y.1)
    store(2, y.2)
    store(3, y.3)
  }
}

/// Five points: the cosine sums as Winograd has them, the sine sums with one factor taken out.
enum Codelet5: Codelet {
  static let size = 5
  static let lastLeg = 3
  static let plainOperations = 14
  static let fusedOperations = 18

  @inline(__always)
  static func transform(_ load: (Int) -> Point, _ store: (Int, Point) -> Void) {
    let x0 = load(0)
    let (x1, x4) = (load(1), load(4))
    let (a1, b1) = (x1 + x4, x1 - x4)
    let (x2, x3) = (load(2), load(3))
    let (a2, b2) = (x2 + x3, x2 - x3)
    let sum = a1 + a2
    let difference = a1 - a2
    store(0, x0 + sum)
    let middle = x0.subtracting(0.25, sum)
    let m1 = middle.adding(quarterRoot5, difference)
    let m2 = middle.subtracting(quarterRoot5, difference)
    let n1 = b1.adding(sineRatio, b2)
    let n2 = b2.subtracting(sineRatio, b1)
    store(1, m1.addingTurned(sine72, n1))
    store(4, m1.subtractingTurned(sine72, n1))
    store(2, m2.subtractingTurned(sine72, n2))
    store(3, m2.addingTurned(sine72, n2))
  }

  private static var quarterRoot5: Float { 0.559_016_994_374_947_4 }
  private static var sine72: Float { 0.951_056_516_295_153_6 }
  /// sin 144° / sin 72°.
  private static var sineRatio: Float { 0.618_033_988_749_894_8 }
}

enum Codelet8: Codelet {
  static let size = 8
  static let lastLeg = 7
  static let plainOperations = 44
  static let fusedOperations = 8

  @inline(__always)
  static func transform(_ load: (Int) -> Point, _ store: (Int, Point) -> Void) {
    let o = transform4(load(1), load(3), load(5), load(7))
    let e = transform4(load(0), load(2), load(4), load(6))
    store(0, e.0 + o.0)
    store(4, e.0 - o.0)
    store(2, e.2.addingTurned(o.2))
    store(6, e.2.subtractingTurned(o.2))
    let o1 = o.1.eighthTurned
    store(1, e.1.adding(root, o1))
    store(5, e.1.subtracting(root, o1))
    let o3 = o.3.eighthTurnedBack
    store(3, e.3.subtracting(root, o3))
    store(7, e.3.adding(root, o3))
  }

  /// √½.
  private static var root: Float { 0.707_106_781_186_547_5 }
}

@inline(__always)
func transform3(_ x0: Point, _ x1: Point, _ x2: Point) -> (Point, Point, Point) {
  let sum = x1 + x2
  let difference = x1 - x2
  let middle = x0.subtracting(0.5, sum)
  return (
    x0 + sum, middle.addingTurned(sine60, difference), middle.subtractingTurned(sine60, difference)
  )
}

@inline(__always)
func transform4(
  _ x0: Point, _ x1: Point, _ x2: Point, _ x3: Point
) -> (Point, Point, Point, Point) {
  let (p, q) = (x0 + x2, x0 - x2)
  let (r, t) = (x1 + x3, x1 - x3)
  return (p + r, q.addingTurned(t), p - r, q.subtractingTurned(t))
}

private var sine60: Float { 0.866_025_403_784_438_6 }
