package import BenchModel

/// An arithmetic expression over metrics and known quantities: `1000 * papi_misses / papi_instructions`.
///
/// Numbers, names, `+ - * /`, a sign and parentheses; nothing else, so that a group's text can do no
/// harm. Read once, when the group is read.
package struct Formula: Hashable, Sendable {
  package let text: String
  private let root: FormulaNode
  private let position: TextPosition

  /// - Throws: `CounterError.invalidGroup` with file, line and column inside the text.
  ///
  /// `position` is where the text begins.
  package init(_ text: String, at position: TextPosition) throws(CounterError) {
    self.text = text
    self.position = position
    do {
      var parser = FormulaParser(text)
      root = try parser.parse()
    } catch {
      throw .invalidGroup(position.advanced(by: error.offset), problem: error.problem)
    }
  }

  /// Names in the order of their appearance, once each.
  package var names: [String] {
    var names: [String] = []
    root.visitNames { if !names.contains($0) { names.append($0) } }
    return names
  }

  /// Checks that the expression adds only what can be added and comes out in `unit`.
  ///
  /// `dimension` answers for names, `nil` for those that do not exist.
  package func check(
    unit: MetricUnit, dimension: (String) -> Dimension?
  ) throws(CounterError) {
    let found: Dimension
    do {
      found = try root.dimension(dimension)
    } catch {
      throw .invalidGroup(position.advanced(by: error.offset), problem: error.problem)
    }
    guard found == unit.dimension else {
      throw .invalidGroup(
        position,
        problem: "'\(text)' is in \(found), but unit \(unit.rawValue) is \(unit.dimension)")
    }
  }

  /// The value in `unit`, no more trusted than the least trusted input.
  ///
  /// Without a value where an input has none; `unverified` without a value where something is divided
  /// by 0.
  package func evaluate(in unit: MetricUnit, _ input: (String) -> FormulaValue) -> FormulaValue {
    let result = root.evaluate(input)
    guard let value = result.value else { return result }
    guard value.isFinite else { return FormulaValue(nil, .unverified) }
    return FormulaValue(value / unit.inBaseUnits, result.status)
  }
}

/// A value in base units and how far to trust it.
package struct FormulaValue: Hashable, Sendable {
  package let value: Double?
  package let status: MetricStatus

  package init(_ value: Double?, _ status: MetricStatus) {
    self.value = value
    self.status = status
  }

  private static let fromLeastTrusted: [MetricStatus] = [
    .denied, .unsupported, .unverified, .multiplexed, .ok,
  ]

  func combined(
    with other: FormulaValue, _ operation: (Double, Double) -> Double?
  ) -> FormulaValue {
    let statuses = [status, other.status]
    let least = Self.fromLeastTrusted.first(where: statuses.contains) ?? .unverified
    guard let value, let second = other.value else { return FormulaValue(nil, least) }
    guard let result = operation(value, second) else { return FormulaValue(nil, .unverified) }
    return FormulaValue(result, least)
  }
}

extension TextPosition {
  func advanced(by columns: Int) -> TextPosition {
    TextPosition(file: file, line: line, column: column + columns)
  }
}
