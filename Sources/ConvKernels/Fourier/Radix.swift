/// The sizes of the codelets, and how to call them.
enum Radix: Int, CaseIterable, Sendable {
  case by1 = 1
  case by2 = 2
  case by3 = 3
  case by4 = 4
  case by5 = 5
  case by6 = 6
  case by7 = 7
  case by8 = 8
  case by9 = 9
  case by10 = 10
  case by12 = 12
  case by14 = 14
  case by15 = 15
  case by16 = 16
  case by20 = 20
  case by21 = 21
  case by24 = 24
  case by32 = 32

  private var codelet: any Codelet.Type {
    switch self {
    case .by1: Codelet1.self
    case .by2: Codelet2.self
    case .by3: Codelet3.self
    case .by4: Codelet4.self
    case .by5: Codelet5.self
    case .by6: Codelet6.self
    case .by7: Codelet7.self
    case .by8: Codelet8.self
    case .by9: Codelet9.self
    case .by10: Codelet10.self
    case .by12: Codelet12.self
    case .by14: Codelet14.self
    case .by15: Codelet15.self
    case .by16: Codelet16.self
    case .by20: Codelet20.self
    case .by21: Codelet21.self
    case .by24: Codelet24.self
    case .by32: Codelet32.self
    }
  }

  /// Floating-point operations of one butterfly of one channel; a multiply-add is 2.
  var flops: Int { codelet.plainOperations + 2 * codelet.fusedOperations }

  /// The leg that a butterfly stores last.
  var lastLeg: Int { codelet.lastLeg }

  /// Relative time of one butterfly, through a table of offsets, of neighbouring points in place, and with
  /// the product and the way back.
  ///
  /// Instructions of the AVX2 build; those of the last kind weigh 1.15, since they store more to the stack.
  var cost: (gather: Double, inPlace: Double, convolve: Double) {
    switch self {
    case .by1: (6, 0, 18)
    case .by2: (16, 12, 34)
    case .by3: (34, 32, 76)
    case .by4: (40, 34, 85)
    case .by5: (76, 66, 161)
    case .by6: (85, 72, 191)
    case .by7: (152, 130, 346)
    case .by8: (124, 94, 283)
    case .by9: (209, 179, 468)
    case .by10: (199, 169, 500)
    case .by12: (230, 191, 547)
    case .by14: (384, 327, 875)
    case .by15: (369, 314, 935)
    case .by16: (356, 286, 829)
    case .by20: (501, 393, 1216)
    case .by21: (667, 586, 1561)
    case .by24: (612, 490, 1439)
    case .by32: (842, 767, 2184)
    }
  }

  @inline(__always)
  func begin(_ pass: FirstPass) {
    switch self {
    case .by1: beginTransform(Codelet1.self, pass)
    case .by2: beginTransform(Codelet2.self, pass)
    case .by3: beginTransform(Codelet3.self, pass)
    case .by4: beginTransform(Codelet4.self, pass)
    case .by5: beginTransform(Codelet5.self, pass)
    case .by6: beginTransform(Codelet6.self, pass)
    case .by7: beginTransform(Codelet7.self, pass)
    case .by8: beginTransform(Codelet8.self, pass)
    case .by9: beginTransform(Codelet9.self, pass)
    case .by10: beginTransform(Codelet10.self, pass)
    case .by12: beginTransform(Codelet12.self, pass)
    case .by14: beginTransform(Codelet14.self, pass)
    case .by15: beginTransform(Codelet15.self, pass)
    case .by16: beginTransform(Codelet16.self, pass)
    case .by20: beginTransform(Codelet20.self, pass)
    case .by21: beginTransform(Codelet21.self, pass)
    case .by24: beginTransform(Codelet24.self, pass)
    case .by32: beginTransform(Codelet32.self, pass)
    }
  }

  @inline(__always)
  func end(_ pass: LastPass) {
    switch self {
    case .by1: endTransform(Codelet1.self, pass)
    case .by2: endTransform(Codelet2.self, pass)
    case .by3: endTransform(Codelet3.self, pass)
    case .by4: endTransform(Codelet4.self, pass)
    case .by5: endTransform(Codelet5.self, pass)
    case .by6: endTransform(Codelet6.self, pass)
    case .by7: endTransform(Codelet7.self, pass)
    case .by8: endTransform(Codelet8.self, pass)
    case .by9: endTransform(Codelet9.self, pass)
    case .by10: endTransform(Codelet10.self, pass)
    case .by12: endTransform(Codelet12.self, pass)
    case .by14: endTransform(Codelet14.self, pass)
    case .by15: endTransform(Codelet15.self, pass)
    case .by16: endTransform(Codelet16.self, pass)
    case .by20: endTransform(Codelet20.self, pass)
    case .by21: endTransform(Codelet21.self, pass)
    case .by24: endTransform(Codelet24.self, pass)
    case .by32: endTransform(Codelet32.self, pass)
    }
  }

  /// Transforms neighbouring points forward in place.
  @inline(__always)
  func forward(_ points: UnsafeMutablePointer<Float>, butterflies: Int) {
    switch self {
    case .by1: transformForward(Codelet1.self, points, butterflies)
    case .by2: transformForward(Codelet2.self, points, butterflies)
    case .by3: transformForward(Codelet3.self, points, butterflies)
    case .by4: transformForward(Codelet4.self, points, butterflies)
    case .by5: transformForward(Codelet5.self, points, butterflies)
    case .by6: transformForward(Codelet6.self, points, butterflies)
    case .by7: transformForward(Codelet7.self, points, butterflies)
    case .by8: transformForward(Codelet8.self, points, butterflies)
    case .by9: transformForward(Codelet9.self, points, butterflies)
    case .by10: transformForward(Codelet10.self, points, butterflies)
    case .by12: transformForward(Codelet12.self, points, butterflies)
    case .by14: transformForward(Codelet14.self, points, butterflies)
    case .by15: transformForward(Codelet15.self, points, butterflies)
    case .by16: transformForward(Codelet16.self, points, butterflies)
    case .by20: transformForward(Codelet20.self, points, butterflies)
    case .by21: transformForward(Codelet21.self, points, butterflies)
    case .by24: transformForward(Codelet24.self, points, butterflies)
    case .by32: transformForward(Codelet32.self, points, butterflies)
    }
  }

  /// Transforms neighbouring points back in place.
  @inline(__always)
  func backward(_ points: UnsafeMutablePointer<Float>, butterflies: Int) {
    switch self {
    case .by1: transformBackward(Codelet1.self, points, butterflies)
    case .by2: transformBackward(Codelet2.self, points, butterflies)
    case .by3: transformBackward(Codelet3.self, points, butterflies)
    case .by4: transformBackward(Codelet4.self, points, butterflies)
    case .by5: transformBackward(Codelet5.self, points, butterflies)
    case .by6: transformBackward(Codelet6.self, points, butterflies)
    case .by7: transformBackward(Codelet7.self, points, butterflies)
    case .by8: transformBackward(Codelet8.self, points, butterflies)
    case .by9: transformBackward(Codelet9.self, points, butterflies)
    case .by10: transformBackward(Codelet10.self, points, butterflies)
    case .by12: transformBackward(Codelet12.self, points, butterflies)
    case .by14: transformBackward(Codelet14.self, points, butterflies)
    case .by15: transformBackward(Codelet15.self, points, butterflies)
    case .by16: transformBackward(Codelet16.self, points, butterflies)
    case .by20: transformBackward(Codelet20.self, points, butterflies)
    case .by21: transformBackward(Codelet21.self, points, butterflies)
    case .by24: transformBackward(Codelet24.self, points, butterflies)
    case .by32: transformBackward(Codelet32.self, points, butterflies)
    }
  }

  /// Transforms neighbouring points, multiplies them with the spectrum and transforms them back.
  @inline(__always)
  func convolve(
    _ points: UnsafeMutablePointer<Float>, _ spectrum: UnsafePointer<Float>, butterflies: Int
  ) {
    switch self {
    case .by1: convolvePoints(Codelet1.self, points, spectrum, butterflies)
    case .by2: convolvePoints(Codelet2.self, points, spectrum, butterflies)
    case .by3: convolvePoints(Codelet3.self, points, spectrum, butterflies)
    case .by4: convolvePoints(Codelet4.self, points, spectrum, butterflies)
    case .by5: convolvePoints(Codelet5.self, points, spectrum, butterflies)
    case .by6: convolvePoints(Codelet6.self, points, spectrum, butterflies)
    case .by7: convolvePoints(Codelet7.self, points, spectrum, butterflies)
    case .by8: convolvePoints(Codelet8.self, points, spectrum, butterflies)
    case .by9: convolvePoints(Codelet9.self, points, spectrum, butterflies)
    case .by10: convolvePoints(Codelet10.self, points, spectrum, butterflies)
    case .by12: convolvePoints(Codelet12.self, points, spectrum, butterflies)
    case .by14: convolvePoints(Codelet14.self, points, spectrum, butterflies)
    case .by15: convolvePoints(Codelet15.self, points, spectrum, butterflies)
    case .by16: convolvePoints(Codelet16.self, points, spectrum, butterflies)
    case .by20: convolvePoints(Codelet20.self, points, spectrum, butterflies)
    case .by21: convolvePoints(Codelet21.self, points, spectrum, butterflies)
    case .by24: convolvePoints(Codelet24.self, points, spectrum, butterflies)
    case .by32: convolvePoints(Codelet32.self, points, spectrum, butterflies)
    }
  }
}
