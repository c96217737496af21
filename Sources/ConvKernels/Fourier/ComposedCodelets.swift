// Codelets whose size is a product of two coprime sizes: transforms of one size of the points a prime-factor
// step apart, then transforms of the other across their results, without twiddles. They do in one pass over
// memory what would take two.

/// 6 points as 3 × 2.
enum Codelet6: Codelet {
  static let size = 6
  static let lastLeg = 5
  static let plainOperations = 24
  static let fusedOperations = 12

  @inline(__always)
  static func transform(_ load: (Int) -> Point, _ store: (Int, Point) -> Void) {
    var work = zeroLegs()
    Codelet3.transform({ load((2 &* $0) % 6) }, { work[unchecked: $0] = $1 })
    Codelet3.transform({ load((2 &* $0 &+ 3) % 6) }, { work[unchecked: 3 &+ $0] = $1 })
    Codelet2.transform({ work[unchecked: 3 &* $0] }, { store((3 &* $0) % 6, $1) })
    Codelet2.transform({ work[unchecked: 3 &* $0 &+ 1] }, { store((3 &* $0 &+ 4) % 6, $1) })
    Codelet2.transform({ work[unchecked: 3 &* $0 &+ 2] }, { store((3 &* $0 &+ 2) % 6, $1) })
  }
}

/// 10 points as 5 × 2.
enum Codelet10: Codelet {
  static let size = 10
  static let lastLeg = 9
  static let plainOperations = 48
  static let fusedOperations = 36

  @inline(__always)
  static func transform(_ load: (Int) -> Point, _ store: (Int, Point) -> Void) {
    var work = zeroLegs()
    Codelet5.transform({ load((2 &* $0) % 10) }, { work[unchecked: $0] = $1 })
    Codelet5.transform({ load((2 &* $0 &+ 5) % 10) }, { work[unchecked: 5 &+ $0] = $1 })
    Codelet2.transform({ work[unchecked: 5 &* $0] }, { store((5 &* $0) % 10, $1) })
    Codelet2.transform({ work[unchecked: 5 &* $0 &+ 1] }, { store((5 &* $0 &+ 6) % 10, $1) })
    Codelet2.transform({ work[unchecked: 5 &* $0 &+ 2] }, { store((5 &* $0 &+ 2) % 10, $1) })
    Codelet2.transform({ work[unchecked: 5 &* $0 &+ 3] }, { store((5 &* $0 &+ 8) % 10, $1) })
    Codelet2.transform({ work[unchecked: 5 &* $0 &+ 4] }, { store((5 &* $0 &+ 4) % 10, $1) })
  }
}

/// 12 points as 4 × 3.
enum Codelet12: Codelet {
  static let size = 12
  static let lastLeg = 11
  static let plainOperations = 72
  static let fusedOperations = 24

  @inline(__always)
  static func transform(_ load: (Int) -> Point, _ store: (Int, Point) -> Void) {
    var work = zeroLegs()
    Codelet4.transform({ load((3 &* $0) % 12) }, { work[unchecked: $0] = $1 })
    Codelet4.transform({ load((3 &* $0 &+ 4) % 12) }, { work[unchecked: 4 &+ $0] = $1 })
    Codelet4.transform({ load((3 &* $0 &+ 8) % 12) }, { work[unchecked: 8 &+ $0] = $1 })
    Codelet3.transform({ work[unchecked: 4 &* $0] }, { store((4 &* $0) % 12, $1) })
    Codelet3.transform({ work[unchecked: 4 &* $0 &+ 1] }, { store((4 &* $0 &+ 9) % 12, $1) })
    Codelet3.transform({ work[unchecked: 4 &* $0 &+ 2] }, { store((4 &* $0 &+ 6) % 12, $1) })
    Codelet3.transform({ work[unchecked: 4 &* $0 &+ 3] }, { store((4 &* $0 &+ 3) % 12, $1) })
  }
}

/// 14 points as 7 × 2.
enum Codelet14: Codelet {
  static let size = 14
  static let lastLeg = 13
  static let plainOperations = 64
  static let fusedOperations = 84

  @inline(__always)
  static func transform(_ load: (Int) -> Point, _ store: (Int, Point) -> Void) {
    var work = zeroLegs()
    Codelet7.transform({ load((2 &* $0) % 14) }, { work[unchecked: $0] = $1 })
    Codelet7.transform({ load((2 &* $0 &+ 7) % 14) }, { work[unchecked: 7 &+ $0] = $1 })
    Codelet2.transform({ work[unchecked: 7 &* $0] }, { store((7 &* $0) % 14, $1) })
    Codelet2.transform({ work[unchecked: 7 &* $0 &+ 1] }, { store((7 &* $0 &+ 8) % 14, $1) })
    Codelet2.transform({ work[unchecked: 7 &* $0 &+ 2] }, { store((7 &* $0 &+ 2) % 14, $1) })
    Codelet2.transform({ work[unchecked: 7 &* $0 &+ 3] }, { store((7 &* $0 &+ 10) % 14, $1) })
    Codelet2.transform({ work[unchecked: 7 &* $0 &+ 4] }, { store((7 &* $0 &+ 4) % 14, $1) })
    Codelet2.transform({ work[unchecked: 7 &* $0 &+ 5] }, { store((7 &* $0 &+ 12) % 14, $1) })
    Codelet2.transform({ work[unchecked: 7 &* $0 &+ 6] }, { store((7 &* $0 &+ 6) % 14, $1) })
  }
}

/// 15 points as 5 × 3.
enum Codelet15: Codelet {
  static let size = 15
  static let lastLeg = 14
  static let plainOperations = 72
  static let fusedOperations = 84

  @inline(__always)
  static func transform(_ load: (Int) -> Point, _ store: (Int, Point) -> Void) {
    var work = zeroLegs()
    Codelet5.transform({ load((3 &* $0) % 15) }, { work[unchecked: $0] = $1 })
    Codelet5.transform({ load((3 &* $0 &+ 5) % 15) }, { work[unchecked: 5 &+ $0] = $1 })
    Codelet5.transform({ load((3 &* $0 &+ 10) % 15) }, { work[unchecked: 10 &+ $0] = $1 })
    Codelet3.transform({ work[unchecked: 5 &* $0] }, { store((10 &* $0) % 15, $1) })
    Codelet3.transform({ work[unchecked: 5 &* $0 &+ 1] }, { store((10 &* $0 &+ 6) % 15, $1) })
    Codelet3.transform({ work[unchecked: 5 &* $0 &+ 2] }, { store((10 &* $0 &+ 12) % 15, $1) })
    Codelet3.transform({ work[unchecked: 5 &* $0 &+ 3] }, { store((10 &* $0 &+ 3) % 15, $1) })
    Codelet3.transform({ work[unchecked: 5 &* $0 &+ 4] }, { store((10 &* $0 &+ 9) % 15, $1) })
  }
}

/// 20 points as 5 × 4.
enum Codelet20: Codelet {
  static let size = 20
  static let lastLeg = 19
  static let plainOperations = 136
  static let fusedOperations = 72

  @inline(__always)
  static func transform(_ load: (Int) -> Point, _ store: (Int, Point) -> Void) {
    var work = zeroLegs()
    Codelet5.transform({ load((4 &* $0) % 20) }, { work[unchecked: $0] = $1 })
    Codelet5.transform({ load((4 &* $0 &+ 5) % 20) }, { work[unchecked: 5 &+ $0] = $1 })
    Codelet5.transform({ load((4 &* $0 &+ 10) % 20) }, { work[unchecked: 10 &+ $0] = $1 })
    Codelet5.transform({ load((4 &* $0 &+ 15) % 20) }, { work[unchecked: 15 &+ $0] = $1 })
    Codelet4.transform({ work[unchecked: 5 &* $0] }, { store((5 &* $0) % 20, $1) })
    Codelet4.transform({ work[unchecked: 5 &* $0 &+ 1] }, { store((5 &* $0 &+ 16) % 20, $1) })
    Codelet4.transform({ work[unchecked: 5 &* $0 &+ 2] }, { store((5 &* $0 &+ 12) % 20, $1) })
    Codelet4.transform({ work[unchecked: 5 &* $0 &+ 3] }, { store((5 &* $0 &+ 8) % 20, $1) })
    Codelet4.transform({ work[unchecked: 5 &* $0 &+ 4] }, { store((5 &* $0 &+ 4) % 20, $1) })
  }
}

/// 21 points as 7 × 3.
enum Codelet21: Codelet {
  static let size = 21
  static let lastLeg = 20
  static let plainOperations = 96
  static let fusedOperations = 168

  @inline(__always)
  static func transform(_ load: (Int) -> Point, _ store: (Int, Point) -> Void) {
    var work = zeroLegs()
    Codelet7.transform({ load((3 &* $0) % 21) }, { work[unchecked: $0] = $1 })
    Codelet7.transform({ load((3 &* $0 &+ 7) % 21) }, { work[unchecked: 7 &+ $0] = $1 })
    Codelet7.transform({ load((3 &* $0 &+ 14) % 21) }, { work[unchecked: 14 &+ $0] = $1 })
    Codelet3.transform({ work[unchecked: 7 &* $0] }, { store((7 &* $0) % 21, $1) })
    Codelet3.transform({ work[unchecked: 7 &* $0 &+ 1] }, { store((7 &* $0 &+ 15) % 21, $1) })
    Codelet3.transform({ work[unchecked: 7 &* $0 &+ 2] }, { store((7 &* $0 &+ 9) % 21, $1) })
    Codelet3.transform({ work[unchecked: 7 &* $0 &+ 3] }, { store((7 &* $0 &+ 3) % 21, $1) })
    Codelet3.transform({ work[unchecked: 7 &* $0 &+ 4] }, { store((7 &* $0 &+ 18) % 21, $1) })
    Codelet3.transform({ work[unchecked: 7 &* $0 &+ 5] }, { store((7 &* $0 &+ 12) % 21, $1) })
    Codelet3.transform({ work[unchecked: 7 &* $0 &+ 6] }, { store((7 &* $0 &+ 6) % 21, $1) })
  }
}

/// 24 points as 8 × 3.
enum Codelet24: Codelet {
  static let size = 24
  static let lastLeg = 23
  static let plainOperations = 180
  static let fusedOperations = 72

  @inline(__always)
  static func transform(_ load: (Int) -> Point, _ store: (Int, Point) -> Void) {
    var work = zeroLegs()
    Codelet8.transform({ load((3 &* $0) % 24) }, { work[unchecked: $0] = $1 })
    Codelet8.transform({ load((3 &* $0 &+ 8) % 24) }, { work[unchecked: 8 &+ $0] = $1 })
    Codelet8.transform({ load((3 &* $0 &+ 16) % 24) }, { work[unchecked: 16 &+ $0] = $1 })
    Codelet3.transform({ work[unchecked: 8 &* $0] }, { store((16 &* $0) % 24, $1) })
    Codelet3.transform({ work[unchecked: 8 &* $0 &+ 1] }, { store((16 &* $0 &+ 9) % 24, $1) })
    Codelet3.transform({ work[unchecked: 8 &* $0 &+ 2] }, { store((16 &* $0 &+ 18) % 24, $1) })
    Codelet3.transform({ work[unchecked: 8 &* $0 &+ 3] }, { store((16 &* $0 &+ 3) % 24, $1) })
    Codelet3.transform({ work[unchecked: 8 &* $0 &+ 4] }, { store((16 &* $0 &+ 12) % 24, $1) })
    Codelet3.transform({ work[unchecked: 8 &* $0 &+ 5] }, { store((16 &* $0 &+ 21) % 24, $1) })
    Codelet3.transform({ work[unchecked: 8 &* $0 &+ 6] }, { store((16 &* $0 &+ 6) % 24, $1) })
    Codelet3.transform({ work[unchecked: 8 &* $0 &+ 7] }, { store((16 &* $0 &+ 15) % 24, $1) })
  }
}
