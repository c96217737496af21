package import BenchModel

/// What a quantity measures, as exponents of five base units: bytes per nanosecond is data 1, time −1.
///
/// Counts have a dimension of their own, unlike in SI: cycles are no ratio, and lines are no bytes.
package struct Dimension: Hashable, Sendable {
  private var exponents: [Base: Int]

  private enum Base: String, CaseIterable {
    case nanoseconds = "ns"
    case bytes
    case flops
    case count
    case joules
  }

  private init(_ exponents: [Base: Int] = [:]) {
    self.exponents = exponents.filter { $0.value != 0 }
  }

  /// That of a plain number.
  package static let number = Dimension()
  package static let nanoseconds = Dimension([.nanoseconds: 1])
  package static let bytes = Dimension([.bytes: 1])
  package static let flops = Dimension([.flops: 1])
  package static let count = Dimension([.count: 1])
  package static let joules = Dimension([.joules: 1])

  package static func * (left: Dimension, right: Dimension) -> Dimension {
    Dimension(left.exponents.merging(right.exponents, uniquingKeysWith: +))
  }

  package static func / (left: Dimension, right: Dimension) -> Dimension {
    Dimension(left.exponents.merging(right.exponents.mapValues(-), uniquingKeysWith: +))
  }
}

extension Dimension: CustomStringConvertible {
  /// `bytes/ns`, `flops/ns/joules`, `1/count`; `a plain number` where there is none.
  package var description: String {
    guard !exponents.isEmpty else { return "a plain number" }
    func factors(_ isAbove: Bool) -> [String] {
      Base.allCases.flatMap { base -> [String] in
        let exponent = exponents[base] ?? 0
        return isAbove == (exponent > 0)
          ? Array(repeating: base.rawValue, count: abs(exponent)) : []
      }
    }
    let above = factors(true)
    let below = factors(false).map { "/" + $0 }.joined()
    return (above.isEmpty ? "1" : above.joined(separator: "*")) + below
  }
}

extension MetricUnit {
  package var dimension: Dimension {
    switch self {
    case .nanoseconds: .nanoseconds
    case .bytes: .bytes
    case .count: .count
    case .ratio: .number
    case .bytesPerSecond, .gigabytesPerSecond: .bytes / .nanoseconds
    case .flops: .flops
    case .gigaflopsPerSecond: .flops / .nanoseconds
    case .bytesPerFlop: .bytes / .flops
    case .joules: .joules
    case .watts: .joules / .nanoseconds
    case .gigaflopsPerWatt: .flops / .joules
    }
  }

  /// One of this unit in the base units of its dimension: 1 GB/s is 1 byte per nanosecond.
  package var inBaseUnits: Double {
    switch self {
    case .nanoseconds, .bytes, .count, .ratio, .flops, .bytesPerFlop, .joules: 1
    case .gigabytesPerSecond, .gigaflopsPerSecond: 1
    case .bytesPerSecond, .watts: 1e-9
    case .gigaflopsPerWatt: 1e9
    }
  }
}
