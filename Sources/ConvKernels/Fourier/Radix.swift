/// The sizes of the codelets, and how to call them.
enum Radix: Int, CaseIterable, Sendable {
  case by1 = 1
  case by2 = 2
  case by3 = 3
  case by4 = 4
  case by5 = 5
  case by7 = 7
  case by8 = 8
  case by9 = 9
  case by16 = 16

  private var codelet: any Codelet.Type {
    switch self {
    case .by1: Codelet1.self
    case .by2: Codelet2.self
    case .by3: Codelet3.self
    case .by4: Codelet4.self
    case .by5: Codelet5.self
    case .by7: Codelet7.self
    case .by8: Codelet8.self
    case .by9: Codelet9.self
    case .by16: Codelet16.self
    }
  }

  /// Floating-point operations of one butterfly of one channel; a multiply-add is 2.
  var flops: Int { codelet.plainOperations + 2 * codelet.fusedOperations }

  /// The leg that a butterfly stores last.
  var lastLeg: Int { codelet.lastLeg }

  /// Relative time of one butterfly.
  var cost: Double {
    let arithmetic = codelet.plainOperations + codelet.fusedOperations
    return Double(arithmetic + 4 * rawValue)
  }

  @inline(__always)
  func run(_ pass: TransformPass) {
    switch self {
    case .by1: transformBy1(pass)
    case .by2: transformBy2(pass)
    case .by3: transformBy3(pass)
    case .by4: transformBy4(pass)
    case .by5: transformBy5(pass)
    case .by7: transformBy7(pass)
    case .by8: transformBy8(pass)
    case .by9: transformBy9(pass)
    case .by16: transformBy16(pass)
    }
  }

  /// Transforms neighbouring points, multiplies them with the spectrum and transforms them back.
  @inline(__always)
  func runProduct(
    _ points: UnsafeMutablePointer<Float>, _ spectrum: UnsafePointer<Float>, butterflies: Int
  ) {
    switch self {
    case .by1: multiplyBy1(points, spectrum, butterflies)
    case .by2: multiplyBy2(points, spectrum, butterflies)
    case .by3: multiplyBy3(points, spectrum, butterflies)
    case .by4: multiplyBy4(points, spectrum, butterflies)
    case .by5: multiplyBy5(points, spectrum, butterflies)
    case .by7: multiplyBy7(points, spectrum, butterflies)
    case .by8: multiplyBy8(points, spectrum, butterflies)
    case .by9: multiplyBy9(points, spectrum, butterflies)
    case .by16: multiplyBy16(points, spectrum, butterflies)
    }
  }
}
