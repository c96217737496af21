import ArgumentParser
import BenchHarness

/// How to time; values stay text here and are read by `settings`.
struct MeasurementOptions: ParsableArguments {
  @Option(
    help: .init(
      "Stop a case when the nominal 95 % interval of its median is within this share of it.",
      valueName: "share"))
  var precision = "1%"

  @Option(help: .init("Shortest sample of a warm case.", valueName: "time"))
  var minTime = "5ms"

  @Option(help: .init("Longest sampling of a case.", valueName: "time"))
  var maxTime = "1s"

  @Option(help: .init("Exactly so many samples per case.", valueName: "N"))
  var repetitions: String?

  @Option(
    help: .init(
      "Time to measure the whole selection in, divided over its cases.", valueName: "time"))
  var budget: String?

  @Option(help: .init("The CPU that kernels run on.", valueName: "auto|off|N"))
  var pin = "auto"

  /// Reads every option; the first wrong one is thrown.
  ///
  /// - Throws: `SelectionError`, `HarnessError`.
  func settings(seed: UInt64) throws -> MeasurementSettings {
    var sampling = SamplingOptions()
    guard let share = Quantity.share(precision) else {
      throw SelectionError.malformed(
        option: "--precision", value: precision, expected: Quantity.shareGrammar)
    }
    sampling.precision = share
    sampling.minimumSampleNanoseconds = try Self.time(minTime, "--min-time")
    sampling.caseBudgetNanoseconds = try Self.time(maxTime, "--max-time")
    sampling.seed = seed
    if let text = repetitions {
      guard let count = ListParsing.natural(text), count > 0 else {
        throw SelectionError.malformed(
          option: "--repetitions", value: text, expected: "a number of at least 1")
      }
      sampling.repetitions = count
    }
    try sampling.validate()
    return MeasurementSettings(
      sampling: sampling, budget: try budget.map { try Self.time($0, "--budget") },
      pinning: try Pinning(parsing: pin))
  }

  private static func time(_ text: String, _ option: String) throws(SelectionError) -> Double {
    guard let time = Quantity.nanoseconds(text) else {
      throw .malformed(option: option, value: text, expected: Quantity.timeGrammar)
    }
    return time
  }
}

/// How to time, read and checked.
struct MeasurementSettings: Hashable, Sendable {
  /// For one case; the cache policy is that of the case.
  var sampling: SamplingOptions
  /// Nanoseconds for the whole selection; `nil` for no limit.
  var budget: Double?
  var pinning: Pinning
}
