import ArgumentParser
import BenchHarness
import BenchModel
import Testing

@testable import lkbench

@Suite("Options of run")
struct RunQuantityTests {
  @Test(
    "a time is a number with its unit",
    arguments: [
      ("5ms", 5e6), ("1.5s", 1.5e9), ("200us", 2e5), ("200µs", 2e5), ("7ns", 7), ("2min", 1.2e11),
    ])
  func times(text: String, nanoseconds: Double) throws {
    let value = try #require(Quantity.nanoseconds(text))
    #expect((value - nanoseconds).magnitude < 1e-6 * nanoseconds)
  }

  @Test(
    "anything else is no time",
    arguments: [
      "5", "", "ms", "-5ms", "+5ms", "5 ms", " 5ms", "5ms ", "5m", "5MS", "1e3ms", "0s", "0.0ms",
      ".5s", "5.s", "1.2.3s", "inf", "nans", "٥ms",
    ])
  func badTimes(text: String) {
    #expect(Quantity.nanoseconds(text) == nil)
  }

  @Test(
    "a share is a percentage or a fraction",
    arguments: [("1%", 0.01), ("0.01", 0.01), ("2.5%", 0.025), ("50%", 0.5)])
  func shares(text: String, share: Double) throws {
    #expect(try #require(Quantity.share(text)) == share)
  }

  @Test(
    "a share is between 0 and 1", arguments: ["0", "0%", "1", "100%", "1.5", "-1%", "%", "", "1 %"])
  func badShares(text: String) {
    #expect(Quantity.share(text) == nil)
  }

  @Test("options become settings, and what was not given its default")
  func settings() throws {
    let plain = try MeasurementOptions.parse([]).settings(seed: 7)
    #expect(plain.sampling.precision == 0.01)
    #expect(plain.sampling.minimumSampleNanoseconds == 5e6)
    #expect(plain.sampling.caseBudgetNanoseconds == 1e9)
    #expect(plain.sampling.repetitions == nil)
    #expect(plain.sampling.seed == 7)
    #expect(plain.budget == nil)
    #expect(plain.pinning == .auto)
    let given = try MeasurementOptions.parse([
      "--precision", "2%", "--min-time", "1ms", "--max-time", "200ms", "--repetitions", "9",
      "--budget", "120s", "--pin", "off",
    ]).settings(seed: 1)
    #expect(given.sampling.precision == 0.02)
    #expect(given.sampling.minimumSampleNanoseconds == 1e6)
    #expect(given.sampling.caseBudgetNanoseconds == 2e8)
    #expect(given.sampling.repetitions == 9)
    #expect(given.budget == 1.2e11)
    #expect(given.pinning == .off)
  }

  @Test("--resume takes its folder from itself or from --output")
  func resumeTarget() throws {
    func target(_ arguments: String...) throws -> (path: String?, isResumed: Bool) {
      try OutputOptions.parse(arguments).target()
    }
    #expect(try target() == (nil, false))
    #expect(try target("--output", "a") == ("a", false))
    #expect(try target("--resume", "a") == ("a", true))
    #expect(try target("--output", "a", "--resume") == ("a", true))
    #expect(try target("--resume", "--output", "a") == ("a", true))
    #expect(throws: SelectionError.self) { try target("--resume") }
    #expect(throws: SelectionError.self) { try target("--resume", "a", "--output", "b") }
  }

  @Test("the command that resumes is the command without its folder, and with the one to go on in")
  func resumeCommand() {
    func command(_ words: String...) -> [String] { ResumeTarget.command(words, folder: "f") }
    #expect(
      command("lkbench", "run", "--suite", "smoke", "--output", "x", "--quiet")
        == ["lkbench", "run", "--suite", "smoke", "--quiet", "--resume", "f"])
    #expect(
      command("lkbench", "run", "--output=x", "--resume", "--quiet")
        == ["lkbench", "run", "--quiet", "--resume", "f"])
    #expect(
      command("lkbench", "run", "--resume", "x", "--quiet")
        == ["lkbench", "run", "--quiet", "--resume", "f"])
  }

  @Test("a budget is divided over the cases, and what is left goes to the later ones")
  func budget() {
    var base = SamplingOptions()
    base.caseBudgetNanoseconds = 1e9
    var budget = TimeBudget(1e9, cases: 4)
    // Two of four cases and a ceiling: half the time over three workloads, a fifth of it to warm up.
    let first = budget.options(base, cases: 2, workloads: 3)
    #expect((first.caseBudgetNanoseconds - 1e9 / 2 / 3 * 0.8).magnitude < 1)
    #expect(first.warmUpNanoseconds == min(base.warmUpNanoseconds, 1e9 / 2 / 3 * 0.2))
    #expect(first.minimumSampleNanoseconds == base.minimumSampleNanoseconds)
    let tight = TimeBudget(2.4e7, cases: 1).options(base, cases: 1, workloads: 1)
    #expect((tight.minimumSampleNanoseconds - 2e6).magnitude < 1)
    budget.spend(1e8, cases: 2)
    budget.spend(0, cases: 1)
    // The last case has all that is left.
    let last = budget.options(base, cases: 1, workloads: 1)
    #expect((last.caseBudgetNanoseconds - 9e8 * 0.8).magnitude < 1)
    budget.spend(2e9, cases: 1)
    #expect(budget.remaining == 0)
    #expect(budget.options(base, cases: 1, workloads: 1).caseBudgetNanoseconds > 0)
    #expect(TimeBudget(nil, cases: 4).options(base, cases: 2, workloads: 3) == base)
  }

  @Test("warnings become one line per problem, without those of the ceilings")
  func tally() {
    var tally = WarningTally(of: ["a", "b"])
    #expect(tally.line(problem: "p") == nil)
    for order in 0..<4 {
      let sample = Sample(
        order: order, iterations: 1, elapsedNanoseconds: 1, noise: NoiseEvidence())
      tally.add(.sampled(label: "a", sample))
    }
    tally.add(.warning(.sampleDisturbed(label: "a", order: 0, NoiseEvidence())))
    tally.add(.warning(.budgetEndedBeforePrecision(label: "peak", achieved: 0.5, asked: 0.01)))
    #expect(tally.line(problem: "p") == nil)
    tally.add(.warning(.budgetEndedBeforePrecision(label: "a", achieved: 0.03, asked: 0.01)))
    #expect(
      tally.line(problem: "p")
        == "p: 1 case stopped by time before ±1.00 %, the worst at ±3.00 %; "
        + "1 of 4 samples disturbed (stolen time or preemption)")
    #expect(tally.unfinished == ["a", "b"])
    tally.add(.finished(label: "a", .budget, samples: 4))
    #expect(tally.unfinished == ["b"])
  }
}
