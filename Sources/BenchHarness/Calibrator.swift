import BenchModel

/// Finds the number of calls per sample and warms the workload up.
///
/// In warm mode the calls double until a batch takes the asked time. Then batches of that size repeat
/// until two in a row agree, or the warm-up time is over. A batch that falls short later doubles the calls
/// again: the first one may have been long only because its pages were touched for the first time.
/// In a cold mode a batch is one call throughout.
struct Calibrator {
  let options: SamplingOptions
  let timer: BatchTimer

  /// Calibrates one workload; `nil` when interrupted.
  func calibrate(_ workload: any Workload, isInterrupted: () -> Bool) -> Calibration? {
    let isBatched = options.cachePolicy == .warm
    var iterations = 1
    var spent = 0.0
    var previous: Double?
    while !isInterrupted() {
      let timing = timer.time(workload, iterations: iterations, isPrimed: false)
      let elapsed = timing.elapsedNanoseconds
      spent += timing.spentNanoseconds
      let isTooShort = isBatched && elapsed < options.minimumSampleNanoseconds
      if isTooShort, iterations < options.maximumIterations {
        iterations = min(2 * iterations, options.maximumIterations)
        previous = nil
        continue
      }
      let lastChange = previous.map { (elapsed - $0).magnitude / max($0, 1) }
      let isSettled = lastChange.map { $0 <= options.warmUpTolerance } ?? false
      if isSettled || spent >= options.warmUpNanoseconds {
        return Calibration(
          iterations: iterations, spentNanoseconds: spent,
          nanosecondsPerCall: elapsed / Double(iterations), lastChange: lastChange,
          isSettled: isSettled)
      }
      previous = elapsed
    }
    return nil
  }
}
