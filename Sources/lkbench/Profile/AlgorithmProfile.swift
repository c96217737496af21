/// What a profile knows of one algorithm on one problem: the content of its entry in `profile.json`.
///
/// Keys are in snake case; `nil` was not measured.
struct AlgorithmProfile: Codable, Hashable {
  let caseID: String
  let form: String
  let algorithm: String
  let isa: String
  /// `ok`, `failed` or `skipped`, and why.
  let status: String
  let reason: String?
  /// What a library chose to run.
  let implementation: String?
  let time: Time?
  let work: Work
  let rates: Rates?
  let cycles: Cycles?
  let counters: [Counter]
  let cold: [Cold]
  let threads: [Scaling]
  let phases: [Phase]
  let simulated: Simulated?
  /// Sentences on what bounds it, with the figures they rest on.
  var reading: [String] = []

  /// Nanoseconds per call, warm, on one thread.
  struct Time: Codable, Hashable {
    let medianNS: Double
    let lowNS: Double
    let highNS: Double
    let minimumNS: Double
  }

  /// Exact counts; an operation is an addition or a multiplication.
  struct Work: Codable, Hashable {
    let nominalMacs: Int?
    let usefulMacs: Int?
    /// `nil` where a library does not tell.
    let executedOperations: Int?
    /// Input and output once, and the weights as packed.
    let leastBytes: Int?
    let weightBytes: Int?
    let workspaceBytes: Int?
    let prepareNS: Double?
  }

  /// 10⁹ per second, and shares of what was measured on this machine.
  struct Rates: Codable, Hashable {
    let usefulGflops: Double
    let nominalGflops: Double?
    let executedGflops: Double?
    /// Multiply-adds of one thread, sampled in the same rounds.
    let peakGflops: Double?
    let usefulOfPeak: Double?
    let executedOfPeak: Double?
    let usefulOfRoof: Double?
    /// The nearest level that holds the least bytes, and what it delivers.
    let level: String?
    let levelGbytesPerSecond: Double?
    /// Of that, what reading the least bytes once per call takes.
    let bandwidthShare: Double?
  }

  struct Cycles: Codable, Hashable {
    let perCall: Double
    /// A counter, or the calibrated clock times the time.
    let source: String
  }

  struct Counter: Codable, Hashable {
    let key: String
    let value: Double?
    let status: String
  }

  struct Cold: Codable, Hashable {
    let cache: String
    let medianNS: Double
    let overWarm: Double
  }

  struct Scaling: Codable, Hashable {
    let threads: Int
    let medianNS: Double
    let speedup: Double
  }

  struct Phase: Codable, Hashable {
    let stage: Int
    let phase: String
    let share: Double
    let phaseNS: Double
  }
}

extension AlgorithmProfile {
  /// `cross / fft`, or the algorithm alone where there is one form.
  func name(amongForms forms: Int) -> String {
    forms > 1 ? "\(form) / \(algorithm)" : algorithm
  }
}
