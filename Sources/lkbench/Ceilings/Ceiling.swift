import BenchModel

/// What a ceiling is given in; the raw value is the key of its figure in `ceilings.json`.
enum CeilingUnit: String, CaseIterable, Sendable {
  /// 10⁹ floating-point operations per second, 2 per multiply-add.
  case gigaflops = "gflops"
  /// 10⁹ bytes read per second.
  case readBandwidth = "gbytes_per_second"
  /// 10⁹ bytes per second, those read and those written.
  case copyBandwidth = "copy_gbytes_per_second"
  /// 10⁹ operations per second of multiply-adds (2 each) and adds side by side.
  case mixedGigaflops = "mixed_gflops"
  case gigahertz
  /// No unit: a rate over another.
  case ratio
}

/// One measured ceiling with its spread.
struct Ceiling: Hashable, Sendable {
  /// What was measured, and on how many threads if several: `FMA avx2`, `L3, 2 threads`.
  let name: String
  let threads: Int
  let unit: CeilingUnit
  /// From the median time, all threads together.
  let value: Double
  /// Bounds of the 95 % interval.
  let low: Double
  let high: Double
  /// Median absolute deviation of the time over its median.
  let deviation: Double
  /// Bytes that each thread went through; `nil` for registers only.
  let workingSetBytes: Int?

  /// The name of a ceiling of so many threads.
  static func name(_ subject: String, threads: Int) -> String {
    threads == 1 ? subject : "\(subject), \(threads) threads"
  }
}

extension Ceiling {
  /// The ceiling that calls of `amount` reached together, in units per nanosecond.
  ///
  /// An amount is operations, bytes or cycles, so that the result is in 10⁹ per second.
  init(
    _ subject: String, threads: Int, _ unit: CeilingUnit, amount: Double, _ times: Summary,
    workingSetBytes: Int? = nil
  ) {
    name = Self.name(subject, threads: threads)
    self.threads = threads
    self.unit = unit
    value = amount / times.median
    low = amount / times.medianInterval.upperBound
    high = amount / times.medianInterval.lowerBound
    deviation = times.relativeDeviation
    self.workingSetBytes = workingSetBytes
  }

  /// A rate over another on one thread, from times measured in pairs.
  init(_ name: String, _ paired: PairedRatio, deviation: Double, workingSetBytes: Int) {
    self.name = name
    threads = 1
    unit = .ratio
    value = paired.ratio
    low = paired.interval.bounds.lowerBound
    high = paired.interval.bounds.upperBound
    self.deviation = deviation
    self.workingSetBytes = workingSetBytes
  }
}
