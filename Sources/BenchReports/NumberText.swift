import Foundation

/// Numbers for people: three significant digits, a decimal point in every locale.
package enum NumberText {
  /// A time with the unit that keeps it between 1 and 1000: `377 µs`, `1.23 ms`.
  package static func time(nanoseconds: Double) -> String {
    let units = ["ns", "µs", "ms", "s"]
    var value = rounded(nanoseconds)
    var unit = 0
    while abs(value) >= 1000, unit + 1 < units.count {
      value = rounded(value / 1000)
      unit += 1
    }
    return "\(significant(value)) \(units[unit])"
  }

  /// A number with three significant digits, or all digits before the point if there are more.
  package static func significant(_ value: Double) -> String {
    guard value.isFinite, value != 0 else { return value == 0 ? "0" : "-" }
    let value = rounded(value)
    return String(format: "%.*f", max(0, 2 - magnitude(value)), value)
  }

  /// A fraction in percent with three significant digits: `63.4 %`.
  package static func percent(_ fraction: Double) -> String { significant(fraction * 100) + " %" }

  /// A fraction in percent with one decimal: `2.2 %`.
  package static func shortPercent(_ fraction: Double) -> String {
    String(format: "%.1f %%", fraction * 100)
  }

  /// Rounded to three significant digits, so that 999.6 moves on to the next unit.
  private static func rounded(_ value: Double) -> Double {
    guard value.isFinite, value != 0 else { return value }
    let digits = 2 - magnitude(value)
    let scale = pow(10, Double(abs(digits)))
    return digits >= 0
      ? (value * scale).rounded() / scale : (value / scale).rounded() * scale
  }

  private static func magnitude(_ value: Double) -> Int { Int(log10(abs(value)).rounded(.down)) }
}
