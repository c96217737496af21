import BenchReports

extension CeilingTable {
  /// One line per ceiling with its spread, for people.
  var lines: [String] {
    let width = ceilings.map(\.name.count).max() ?? 0
    let head =
      "measured \(measuredAt); ± is half of the median's 95 % interval, then the median deviation"
    return [head]
      + ceilings.map { $0.line(width: width) }
      + ["memory was read and copied by \(instructionSet) loops; a copy counts both its bytes"]
      + notes
  }

  /// What stands there when nothing was measured.
  static let absentLines = ["not measured: lkbench doctor --calibrate"]
}

extension Ceiling {
  /// `FMA avx2            118 GFLOP/s  ± 0.2 %, 0.1 %`.
  fileprivate func line(width: Int) -> String {
    let padded = name + String(repeating: " ", count: width - name.count)
    let figure = "\(NumberText.significant(value)) \(unit.word)"
    let half = (high - low) / 2 / value
    let spread = "± \(NumberText.shortPercent(half)), \(NumberText.shortPercent(deviation))"
    let set = workingSetBytes.map { ", over \(Self.size($0)) per thread" } ?? ""
    return "\(padded)  \(figure)  \(spread)\(set)"
  }

  private static func size(_ bytes: Int) -> String {
    bytes >= 1 << 20 ? "\(bytes >> 20) MiB" : "\(bytes >> 10) KiB"
  }
}

extension CeilingUnit {
  /// The unit as it is written behind a figure.
  var word: String {
    switch self {
    case .gigaflops, .mixedGigaflops: "GFLOP/s"
    case .readBandwidth, .copyBandwidth: "GB/s"
    case .gigahertz: "GHz"
    case .ratio: "of the rate"
    }
  }
}
