#if canImport(Glibc)
  import Glibc
#endif

/// The system's raw monotonic clock, which no time service slews (`CLOCK_MONOTONIC_RAW`).
package struct MonotonicClock: TimeSource {
  /// Smallest step seen between successive readings, at least what the system claims.
  package let resolutionNanoseconds: Double
  /// Mean cost of one reading.
  ///
  /// Recorded, not subtracted.
  package let overheadNanoseconds: Double

  /// Measures resolution and overhead with `readings` readings, well below a millisecond.
  package init(readings: Int = 2_000) {
    let character = ClockCharacter(readings: readings, Self.read)
    var claimed = timespec()
    clock_getres(CLOCK_MONOTONIC_RAW, &claimed)
    self.resolutionNanoseconds = max(character.smallestStep ?? 0, Double(claimed.tv_nsec))
    self.overheadNanoseconds = character.meanCost
  }

  package func nanoseconds() -> UInt64 { Self.read() }

  private static func read() -> UInt64 {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC_RAW, &now)
    return UInt64(now.tv_sec) &* 1_000_000_000 &+ UInt64(now.tv_nsec)
  }
}

/// What successive readings tell about a clock.
package struct ClockCharacter: Hashable, Sendable {
  /// Smallest difference above zero, in nanoseconds; `nil` where the clock stood still.
  package let smallestStep: Double?
  /// Mean nanoseconds per reading.
  package let meanCost: Double

  /// Reads a clock `readings` times in a row, at least twice.
  package init(readings: Int, _ read: () -> UInt64) {
    let first = read()
    var previous = first
    var smallest = UInt64.max
    let steps = max(readings - 1, 1)
    for _ in 0..<steps {
      let now = read()
      let step = now &- previous
      if step > 0, step < smallest { smallest = step }
      previous = now
    }
    self.smallestStep = smallest == .max ? nil : Double(smallest)
    self.meanCost = Double(previous - first) / Double(steps)
  }
}
