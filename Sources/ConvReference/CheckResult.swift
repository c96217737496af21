/// What comparing an output with the reference found.
package struct CheckResult: Hashable, Sendable {
  /// Whether the output may be trusted.
  package enum Outcome: Hashable, Sendable {
    case passed
    case failed
    /// The output agrees, but with a reference that would let a broken kernel pass: a defect of
    /// the test data.
    case mistrusted(String)
  }

  /// Position of one output element.
  package struct Location: Hashable, Sendable {
    package var image: Int
    package var channel: Int
    package var y: Int
    package var x: Int

    package init(image: Int, channel: Int, y: Int, x: Int) {
      self.image = image
      self.channel = channel
      self.y = y
      self.x = x
    }
  }

  package let outcome: Outcome
  /// Largest absolute error in the channel that comes closest to (or furthest past) its bound;
  /// infinite if an output is not finite.
  package let maxError: Double
  /// The bound of that channel; 0 when outputs must be equal.
  package let errorBound: Double
  /// Where `maxError` is; `nil` when every output is equal to the reference.
  package let worst: Location?
  /// Outputs that are infinite or not a number.
  package let nonFiniteCount: Int

  package var passed: Bool { outcome == .passed }
}

extension CheckResult: CustomStringConvertible {
  /// One line: the outcome, the error and its bound, and where.
  package var description: String {
    let verdict =
      switch outcome {
      case .passed: "passed"
      case .failed: "failed"
      case .mistrusted(let reason): "mistrusted (\(reason))"
      }
    var text = "\(verdict): error \(maxError), bound \(errorBound)"
    if let worst {
      text += " at image \(worst.image), channel \(worst.channel), y \(worst.y), x \(worst.x)"
    }
    return nonFiniteCount == 0 ? text : text + ", \(nonFiniteCount) outputs not finite"
  }
}
