import BenchHarness
import BenchModel
import ConvModel

/// A prepared case of a worker, and how long its calls take.
final class GateCase {
  private(set) var workload: any Workload
  /// From the last calibration; no result.
  private(set) var nanosecondsPerCall = 0.0
  /// What its buffers hold, where others write into the same memory meanwhile.
  private let image: ArenaImage?

  init(_ workload: any Workload, image: ArenaImage? = nil) {
    self.workload = workload
    self.image = image
  }

  /// To be called before calls of the workload, after anything else may have run.
  func makeReady() { image?.restore() }

  /// Calls the workload for about so many nanoseconds in batches that double, and takes the fastest
  /// batch: the first ones touch pages and fill caches.
  func calibrate(nanoseconds: Double, clock: any TimeSource) {
    var iterations = 1
    var spent = 0.0
    var fastest = Double.infinity
    repeat {
      let elapsed = Self.elapsed(workload, iterations: iterations, clock: clock)
      spent += elapsed
      fastest = min(fastest, elapsed / Double(iterations))
      if elapsed < Self.longestBatch { iterations *= 2 }
    } while spent < nanoseconds && iterations < Self.mostIterations
    nanosecondsPerCall = fastest
  }

  /// Adds a loop that takes `share` of the time of a call.
  ///
  /// Loop and call are timed in the same way, one after the other.
  func slow(by share: Double, clock: any TimeSource) {
    let spinner = GateCase(SpinWorkload(label: "spin", steps: Self.spinSteps))
    spinner.calibrate(nanoseconds: Self.calibrationTime, clock: clock)
    calibrate(nanoseconds: Self.calibrationTime, clock: clock)
    let perStep = spinner.nanosecondsPerCall / Double(Self.spinSteps)
    let steps = (share * nanosecondsPerCall / perStep).rounded()
    workload = SlowedWorkload(workload, steps: Int(steps))
  }

  /// First quartile over the parts of a batch, per call, and the time of the whole batch.
  func time(_ batch: GateBatch, clock: any TimeSource) -> (call: Double, elapsed: Double) {
    var parts = [Double](repeating: 0, count: batch.parts)
    for part in parts.indices {
      parts[part] = Self.elapsed(workload, iterations: batch.callsPerPart, clock: clock)
    }
    let quartile = OrderStatistics(parts)?.quantile(0.25) ?? 0
    return (quartile / Double(batch.callsPerPart), parts.reduce(0, +))
  }

  /// The timed region; never inlined, so that nothing of its callers moves into it.
  @inline(never)
  static func elapsed(
    _ workload: any Workload, iterations: Int, clock: any TimeSource
  ) -> Double {
    let start = clock.nanoseconds()
    for _ in 0..<iterations { workload.run() }
    return Double(clock.nanoseconds() &- start)
  }

  private static let spinSteps = 1_000
  /// Nanoseconds.
  private static let calibrationTime = 5e7
  private static let longestBatch = 2e6
  private static let mostIterations = 1 << 24
}

/// A workload that is slower by a loop of fixed length.
final class SlowedWorkload: Workload {
  private let inner: any Workload
  private let loop: SpinWorkload

  init(_ inner: any Workload, steps: Int) {
    self.inner = inner
    loop = SpinWorkload(label: inner.label, steps: steps)
  }

  var label: String { inner.label }

  func run() {
    inner.run()
    loop.run()
  }

  var failure: String? { inner.failure }

  func evict(_ policy: CachePolicy) { inner.evict(policy) }
}
