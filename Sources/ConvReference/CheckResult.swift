/// What comparing an output with the reference found.
package struct CheckResult: Hashable, Sendable {
  /// Whether the output may be trusted.
  package enum Outcome: Hashable, Sendable {
    case passed
    case failed
    /// The output agrees, but with a reference that would let a broken kernel pass: a defect of
    /// the test data, with the reason.
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
  /// What numbers do not say about a failure: which tensor, what is missing.
  package let note: String?

  init(
    outcome: Outcome, maxError: Double, errorBound: Double, worst: Location? = nil,
    nonFiniteCount: Int = 0, note: String? = nil
  ) {
    self.outcome = outcome
    self.maxError = maxError
    self.errorBound = errorBound
    self.worst = worst
    self.nonFiniteCount = nonFiniteCount
    self.note = note
  }

  package var passed: Bool { outcome == .passed }

  /// The result that speaks for all of them: a failed one before a mistrusted one before a passed one, and
  /// of equals the one closest to its bound; `nil` for none.
  package static func worst(of results: [CheckResult]) -> CheckResult? {
    results.max { ($0.severity, $0.error, $0.maxError) < ($1.severity, $1.error, $1.maxError) }
  }

  private var severity: Int {
    switch outcome {
    case .passed: 0
    case .mistrusted: 1
    case .failed: 2
    }
  }

  private var error: Double { ErrorBound.share(maxError, of: errorBound) }
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
    if nonFiniteCount > 0 { text += ", \(nonFiniteCount) outputs not finite" }
    return note.map { "\(text), \($0)" } ?? text
  }
}
