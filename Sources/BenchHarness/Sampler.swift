package import BenchModel

/// Samples a group of workloads, interleaved, on the calling thread.
///
/// First each workload is calibrated and warmed up. Then rounds follow: every workload that has not
/// finished is sampled once, in random order. Allocation, events and statistics stay outside the clock.
package struct Sampler {
  /// A sample shorter than so many steps of the clock is reported: the step is 0.1 % of it then.
  private static let finestClockSteps = 1_000.0

  private let options: SamplingOptions
  private let clock: any TimeSource
  private let noise: any NoiseSource
  private let timer: BatchTimer

  /// A sampler with checked options.
  ///
  /// - Throws: `HarnessError.invalidOption`.
  package init(
    options: SamplingOptions, clock: any TimeSource, noise: any NoiseSource
  ) throws(HarnessError) {
    try options.validate()
    self.options = options
    self.clock = clock
    self.noise = noise
    self.timer = BatchTimer(clock: clock, policy: options.cachePolicy)
  }

  /// Samples every workload until its stopping rule holds; results are in the order of the workloads.
  ///
  /// `isInterrupted` is asked before each batch; once it says yes, what is unfinished ends with
  /// `.interrupted` and keeps its samples. Denormals are flushed to zero meanwhile.
  package func sample(
    _ workloads: [any Workload], isInterrupted: () -> Bool = { false },
    onEvent: (HarnessEvent) -> Void = { _ in }
  ) -> [SampleSet] {
    FlushToZero.during {
      var cases = workloads.map { SampledCase($0, options: options) }
      calibrate(&cases, isInterrupted: isInterrupted, onEvent: onEvent)
      runRounds(&cases, isInterrupted: isInterrupted, onEvent: onEvent)
      return cases.map { $0.sampleSet(seed: options.seed) }
    }
  }

  private func calibrate(
    _ cases: inout [SampledCase], isInterrupted: () -> Bool, onEvent: (HarnessEvent) -> Void
  ) {
    let calibrator = Calibrator(options: options, timer: timer)
    for index in cases.indices {
      let workload = cases[index].workload
      guard let result = calibrator.calibrate(workload, isInterrupted: isInterrupted) else {
        stop(&cases, onEvent)
        return
      }
      cases[index].calibration = result
      onEvent(.calibrated(label: workload.label, result))
      if !result.isSettled, let change = result.lastChange {
        onEvent(.warning(.warmUpNotSettled(label: workload.label, change: change)))
      }
    }
  }

  private func runRounds(
    _ cases: inout [SampledCase], isInterrupted: () -> Bool, onEvent: (HarnessEvent) -> Void
  ) {
    var schedule = Schedule(seed: options.seed)
    var order = 0
    while true {
      let unfinished = cases.indices.filter { cases[$0].stopReason == nil }
      guard !unfinished.isEmpty else { return }
      for index in schedule.round(of: unfinished) {
        guard !isInterrupted() else {
          stop(&cases, onEvent)
          return
        }
        takeSample(of: &cases[index], order: order, onEvent)
        order += 1
      }
    }
  }

  private func takeSample(
    of sampled: inout SampledCase, order: Int, _ onEvent: (HarnessEvent) -> Void
  ) {
    var before = NoiseEvidence()
    let timing = timer.time(
      sampled.workload, iterations: sampled.iterations, isPrimed: sampled.isPrimed
    ) { before = noise.totals() }
    let evidence = noise.totals().delta(since: before)
    let sample = Sample(
      order: order, iterations: sampled.iterations,
      elapsedNanoseconds: timing.elapsedNanoseconds, noise: evidence)
    sampled.add(sample, spentNanoseconds: timing.spentNanoseconds)
    let label = sampled.workload.label
    onEvent(.sampled(label: label, sample))
    if evidence.isDisturbed {
      onEvent(.warning(.sampleDisturbed(label: label, order: order, evidence)))
    }
    let resolution = clock.resolutionNanoseconds
    if timing.elapsedNanoseconds < Self.finestClockSteps * resolution, !sampled.isClockReported {
      sampled.isClockReported = true
      onEvent(
        .warning(
          .clockTooCoarse(
            label: label, elapsedNanoseconds: timing.elapsedNanoseconds,
            resolutionNanoseconds: resolution)))
    }
    guard let reason = sampled.checkRules(options.stoppingRules) else { return }
    if reason == .budget {
      onEvent(
        .warning(
          .budgetEndedBeforePrecision(
            label: label, achieved: sampled.achievedPrecision, asked: options.precision)))
    }
    onEvent(.finished(label: label, reason, samples: sampled.samples.count))
  }

  /// Ends everything unfinished as interrupted.
  private func stop(_ cases: inout [SampledCase], _ onEvent: (HarnessEvent) -> Void) {
    for index in cases.indices where cases[index].stopReason == nil {
      cases[index].stopReason = .interrupted
      onEvent(
        .finished(
          label: cases[index].workload.label, .interrupted, samples: cases[index].samples.count))
    }
  }
}
