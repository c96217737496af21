import BenchHarness
import BenchModel
import Testing

/// How often the median's nominal 95 % interval encloses the true median when sampling stops at the
/// precision that was asked for.
///
/// The rule looks after every sample, and stops more readily where the samples happen to lie close
/// together: away from the median too. The coverage is then below 95 % unless the first look is the last,
/// although an interval of a number of samples that was fixed beforehand has at least that much. The figures
/// are pinned so that a change of the rule shows; a rule that holds its 95 % makes some of them wrong in a
/// good way.
@Suite("Coverage under the stopping rule")
struct StoppingCoverageTests {
  /// Samples around 1 whose deviation is `scatter`; `memory` is the share of a deviation that the next one
  /// has from it.
  struct Samples {
    let scatter: Double
    var memory = 0.0

    /// Close to normal, from additions alone, so that every machine draws the same.
    private static func normal(_ generator: inout SplitMix64) -> Double {
      (0..<12).reduce(-6.0) { sum, _ in sum + generator.unitInterval() }
    }

    /// Samples until one of `rules` holds; their progress.
    func drawn(until rules: [StoppingRule], _ generator: inout SplitMix64) -> OrderStatistics? {
      var progress = SamplingProgress()
      var times: [Double] = []
      var deviation = Self.normal(&generator)
      repeat {
        times.append(1 + scatter * deviation)
        progress.add(nanosecondsPerCall: times[times.count - 1], spentNanoseconds: 0)
        deviation =
          memory * deviation + (1 - memory * memory).squareRoot() * Self.normal(&generator)
      } while !rules.contains { $0.reason(for: progress) != nil }
      return OrderStatistics(times)
    }

    /// Share of `runs` whose interval encloses 1, the true median.
    func coverage(_ rules: [StoppingRule], runs: Int) throws -> Double {
      var generator = SplitMix64(seed: 20_250_101)
      var enclosing = 0
      for _ in 0..<runs {
        let times = try #require(drawn(until: rules, &generator))
        if times.medianInterval().bounds.contains(1) { enclosing += 1 }
      }
      return Double(enclosing) / Double(runs)
    }
  }

  private static let runs = 1_000
  /// As `run` has it.
  private static let rules = SamplingOptions().stoppingRules

  @Test("a number of samples fixed beforehand has its 95 %", arguments: [8, 21, 50])
  func fixed(count: Int) throws {
    let coverage = try Samples(scatter: 0.02).coverage([.repetitions(count)], runs: Self.runs)
    // The exact confidence, which is above 95 %, give or take three standard errors.
    let exact = SignTest.coverage(
      count: count, rank: try #require(SignTest.rank(count: count, confidence: 0.95)))
    #expect(exact >= 0.95 && abs(coverage - exact) < 0.015, "\(coverage), exact \(exact)")
  }

  @Test(
    "independent samples that stop at 1 % have less, the more the rule looks",
    arguments: [
      // Most stop at the first look, at 8 samples, whose range has 99 %.
      (0.005, 0.985...1.0), (0.01, 0.95...0.985),
      // Half of them take 25 samples or more, then 90.
      (0.02, 0.925...0.95), (0.04, 0.905...0.935),
    ])
  func stopped(scatter: Double, expected: ClosedRange<Double>) throws {
    let coverage = try Samples(scatter: scatter).coverage(Self.rules, runs: Self.runs)
    #expect(expected.contains(coverage), "\(coverage)")
  }

  @Test("samples that resemble their neighbours have much less, whatever the rule")
  func correlated() throws {
    let samples = Samples(scatter: 0.02, memory: 0.5)
    let stopped = try samples.coverage(Self.rules, runs: Self.runs)
    let fixed = try samples.coverage([.repetitions(21)], runs: Self.runs)
    #expect((0.72...0.79).contains(stopped), "\(stopped)")
    #expect((0.82...0.88).contains(fixed), "\(fixed)")
  }
}
