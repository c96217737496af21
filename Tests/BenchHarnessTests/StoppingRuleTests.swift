import BenchHarness
import BenchModel
import Testing

@Suite("Stopping rules")
struct StoppingRuleTests {
  static func progress(_ times: [Double], spent: Double = 10) -> SamplingProgress {
    var progress = SamplingProgress()
    for time in times { progress.add(nanosecondsPerCall: time, spentNanoseconds: spent) }
    return progress
  }

  @Test("precision holds exactly when the interval is narrow enough")
  func precision() throws {
    // The interval of 8 values is their range: half-width 2 around 101.
    let progress = Self.progress([99, 100, 101, 101, 101, 102, 103, 100])
    let achieved = try #require(progress.achievedPrecision)
    #expect(abs(achieved - 2 / 101.0) < 1e-12)
    #expect(StoppingRule.precision(achieved, minimumSamples: 8).reason(for: progress) == .precision)
    #expect(
      StoppingRule.precision(achieved * 0.999, minimumSamples: 8).reason(for: progress) == nil)
    #expect(StoppingRule.precision(achieved, minimumSamples: 9).reason(for: progress) == nil)
  }

  @Test("precision never holds while the interval cannot reach 95 %", arguments: 0...5)
  func tooFew(count: Int) {
    let progress = Self.progress(Array(repeating: 7, count: count))
    #expect(progress.achievedPrecision == nil)
    #expect(StoppingRule.precision(0.5, minimumSamples: 1).reason(for: progress) == nil)
  }

  @Test("budget, samples and repetitions hold from their bound on")
  func bounds() {
    let progress = Self.progress([1, 2, 3], spent: 10)
    #expect(StoppingRule.budget(nanoseconds: 30).reason(for: progress) == .budget)
    #expect(StoppingRule.budget(nanoseconds: 31).reason(for: progress) == nil)
    #expect(StoppingRule.maximumSamples(3).reason(for: progress) == .budget)
    #expect(StoppingRule.maximumSamples(4).reason(for: progress) == nil)
    #expect(StoppingRule.repetitions(3).reason(for: progress) == .repetitions)
    #expect(StoppingRule.repetitions(4).reason(for: progress) == nil)
  }

  @Test("options give one rule for repetitions, otherwise precision before budget")
  func rules() {
    var options = SamplingOptions()
    #expect(
      options.stoppingRules == [
        .precision(0.01, minimumSamples: 8), .budget(nanoseconds: 1e9), .maximumSamples(2_000),
      ])
    options.repetitions = 12
    #expect(options.stoppingRules == [.repetitions(12)])
  }

  @Test("options out of range are refused by name")
  func validation() {
    func error(_ change: (inout SamplingOptions) -> Void) -> String? {
      var options = SamplingOptions()
      change(&options)
      do {
        try options.validate()
        return nil
      } catch {
        return error.description
      }
    }
    #expect(error { _ in } == nil)
    #expect(error { $0.precision = 0 } == "precision is 0.0: expected between 0 and 1")
    #expect(error { $0.repetitions = 0 } == "repetitions is 0: expected 1 or more")
    #expect(error { $0.caseBudgetNanoseconds = .infinity }?.hasPrefix("time budget is inf") == true)
    #expect(error { $0.minimumSampleNanoseconds = .nan }?.hasPrefix("sample time is nan") == true)
    #expect(error { $0.warmUpNanoseconds = -1 }?.hasPrefix("warm-up time") == true)
    #expect(
      error { $0.maximumSamples = 3 }
        == "maximum of samples is 3: expected at least the minimum of 8"
    )
  }
}
