/// Readers of times and shares; strict, so that `--max-time 5` is a question and not five of something.
///
/// Each gives `nil` where the text is wrong, so that the caller can name the option.
enum Quantity {
  static let timeGrammar = "a time above 0 with its unit (ns, us, ms, s, min), such as 5ms"
  static let shareGrammar = "a share between 0 and 1, such as 1% or 0.01"

  /// Nanoseconds of `5ms`, `1.5s`, `200us`; a number without a unit, with a sign or a blank is wrong.
  static func nanoseconds(_ text: String) -> Double? {
    let number = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    let units = ["ns": 1.0, "us": 1e3, "µs": 1e3, "ms": 1e6, "s": 1e9, "min": 6e10]
    guard let unit = units[String(text.dropFirst(number.count))], let value = decimal(number),
      value > 0
    else { return nil }
    return value * unit
  }

  /// 0.01 of `1%` or `0.01`.
  static func share(_ text: String) -> Double? {
    let isPercent = text.hasSuffix("%")
    guard let value = decimal(isPercent ? text.dropLast() : text[...]) else { return nil }
    let share = isPercent ? value / 100 : value
    return share > 0 && share < 1 ? share : nil
  }

  /// Digits, with digits after at most one point.
  private static func decimal(_ text: Substring) -> Double? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    let isDecimal = parts.count <= 2 && parts.allSatisfy { ListParsing.natural($0) != nil }
    return isDecimal ? Double(text) : nil
  }
}
