import BenchHarness
import BenchModel
import TestSupport
import Testing

@Suite("Sampler")
struct SamplerTests {
  let clock = ScriptedClock()
  let log = CallLog()
  let events = EventLog()

  static func options(repetitions: Int? = 3) -> SamplingOptions {
    var options = SamplingOptions()
    options.repetitions = repetitions
    options.minimumSampleNanoseconds = 4_000
    return options
  }

  func workload(_ label: String, _ costs: UInt64..., evictionCost: UInt64 = 0) -> ScriptedWorkload {
    ScriptedWorkload(label, clock: clock, costs: costs, evictionCost: evictionCost, log: log)
  }

  func sample(
    _ workloads: [any Workload], _ options: SamplingOptions,
    noise: ScriptedNoise = ScriptedNoise(), isInterrupted: () -> Bool = { false }
  ) throws -> [SampleSet] {
    let sampler = try Sampler(options: options, clock: clock, noise: noise)
    return sampler.sample(workloads, isInterrupted: isInterrupted) { events.events.append($0) }
  }

  @Test("doubles the calls, waits for agreement, then primes and times each batch")
  func callCount() throws {
    let work = workload("a", 1_000)
    let sets = try sample([work], Self.options(repetitions: 3))
    // 1, 2 and 4 calls to calibrate, 4 that agree, then three samples of 1 + 4 calls.
    #expect(work.runs == 1 + 2 + 4 + 4 + 3 * 5)
    #expect(clock.readings == 3 * (4 + 3))
    #expect(work.evictions.isEmpty)
    let set = try #require(sets.first)
    let expected = Calibration(
      iterations: 4, spentNanoseconds: 11_000, nanosecondsPerCall: 1_000, lastChange: 0,
      isSettled: true)
    #expect(set.calibration == expected)
    #expect(set.samples.map(\.iterations) == [4, 4, 4])
    #expect(set.samples.map(\.elapsedNanoseconds) == [4_000, 4_000, 4_000])
    #expect(set.samples.map(\.order) == [0, 1, 2])
    #expect(set.stopReason == .repetitions)
  }

  @Test("uses single calls for slow kernels")
  func slowKernel() throws {
    let work = workload("slow", 9_000)
    let sets = try sample([work], Self.options(repetitions: 2))
    #expect(sets[0].samples.map(\.iterations) == [1, 1])
    #expect(work.runs == 2 + 2 * 2)
  }

  @Test("does not prime calls longer than the limit")
  func unprimed() throws {
    var options = Self.options(repetitions: 2)
    options.longestPrimedCallNanoseconds = 8_000
    let work = workload("slow", 9_000)
    _ = try sample([work], options)
    #expect(work.runs == 2 + 2)
  }

  @Test("reads noise before priming and after the batch, outside the clock")
  func noiseOrder() throws {
    let noise = ScriptedNoise(log: log)
    _ = try sample([workload("a", 5_000)], Self.options(repetitions: 1), noise: noise)
    #expect(log.entries == ["run a", "run a", "noise", "run a", "run a", "noise"])
  }

  @Test("samples every workload once per round, in the order of the seeded shuffle")
  func interleaving() throws {
    var options = Self.options(repetitions: 6)
    options.seed = 42
    let labels = ["a", "b", "c"]
    let sets = try sample(labels.map { workload($0, 5_000) }, options)
    var generator = SplitMix64(seed: 42)
    let expected = (0..<6).flatMap { _ in generator.shuffled([0, 1, 2]).map { labels[$0] } }
    #expect(events.sampledLabels == expected)
    #expect(sets.map(\.label) == labels)
    #expect(sets.allSatisfy { $0.seed == 42 })
    #expect(sets.flatMap(\.samples).map(\.order).sorted() == Array(0..<18))
    for set in sets {
      let rounds = set.samples.map { $0.order / 3 }
      #expect(rounds == Array(0..<6))
    }
  }

  @Test("evicts before every single call of a cold sample, outside the clock")
  func coldSequence() throws {
    var options = Self.options(repetitions: 2)
    options.cachePolicy = .coldWeights
    let work = workload("a", 300, evictionCost: 70_000)
    let noise = ScriptedNoise(log: log)
    let sets = try sample([work], options, noise: noise)
    let evict = "evict a cold-weights"
    let calibration = [evict, "run a", evict, "run a"]
    let cold = [evict, "noise", "run a", "noise"]
    #expect(log.entries == calibration + cold + cold)
    #expect(sets[0].samples.map(\.iterations) == [1, 1])
    #expect(sets[0].samples.map(\.elapsedNanoseconds) == [300, 300])
  }

  @Test("stops at the asked precision once there are enough samples")
  func precision() throws {
    let sets = try sample([workload("a", 5_000)], Self.options(repetitions: nil))
    #expect(sets[0].stopReason == .precision)
    #expect(sets[0].samples.count == 8)
    #expect(events.events.last == .finished(label: "a", .precision, samples: 8))
  }

  @Test("stops at the budget, which counts evictions, and says what was reached")
  func budget() throws {
    var options = Self.options(repetitions: nil)
    options.cachePolicy = .coldAll
    options.caseBudgetNanoseconds = 100_000
    let work = workload("a", 5_000, evictionCost: 20_000)
    let sets = try sample([work], options)
    #expect(sets[0].stopReason == .budget)
    #expect(sets[0].samples.count == 4)
    #expect(
      events.warnings.contains(
        .budgetEndedBeforePrecision(label: "a", achieved: nil, asked: 0.01)))
  }

  @Test("stops at the largest number of samples as at a budget")
  func maximumSamples() throws {
    var options = Self.options(repetitions: nil)
    options.maximumSamples = 10
    options.minimumSampleNanoseconds = 1
    // Two calls that agree for the calibration; then priming and timed calls alternate.
    let costs: [UInt64] = [10, 10] + (0..<40).map { ($0 / 2).isMultiple(of: 2) ? 100 : 200 }
    let work = ScriptedWorkload("a", clock: clock, costs: costs)
    let sets = try sample([work], options)
    #expect(sets[0].stopReason == .budget)
    #expect(sets[0].samples.count == 10)
    let achieved = try #require(Summary(of: sets[0])).relativeHalfWidth
    #expect(
      events.warnings.contains(
        .budgetEndedBeforePrecision(label: "a", achieved: achieved, asked: 0.01)))
  }

  @Test("goes on with the others when one workload is finished")
  func unequalEnds() throws {
    var options = Self.options(repetitions: nil)
    options.caseBudgetNanoseconds = 60_000
    options.longestPrimedCallNanoseconds = 1
    let sets = try sample([workload("slow", 30_000), workload("fast", 5_000)], options)
    #expect(sets.map(\.samples.count) == [2, 8])
    #expect(sets.map(\.stopReason) == [.budget, .precision])
    #expect(events.sampledLabels.suffix(6).allSatisfy { $0 == "fast" })
  }

  @Test("lets a fixed number of repetitions override precision and budget")
  func repetitions() throws {
    var options = Self.options(repetitions: 30)
    options.caseBudgetNanoseconds = 1
    let sets = try sample([workload("a", 5_000)], options)
    #expect(sets[0].samples.count == 30)
    #expect(sets[0].stopReason == .repetitions)
  }

  @Test("keeps the samples so far when interrupted between samples")
  func interruption() throws {
    let work = [workload("a", 5_000), workload("b", 5_000)]
    let sets = try sample(work, Self.options(repetitions: 9)) {
      events.sampledLabels.count >= 5
    }
    #expect(sets.map(\.stopReason) == [.interrupted, .interrupted])
    #expect(sets.map(\.samples.count).reduce(0, +) == 5)
    #expect(sets.allSatisfy { Summary(of: $0)?.stopReason == .interrupted })
  }

  @Test("has no samples and no calibration when interrupted at once")
  func immediateInterruption() throws {
    let sets = try sample([workload("a", 5_000)], Self.options(), isInterrupted: { true })
    #expect(sets[0].samples.isEmpty)
    #expect(sets[0].calibration == nil)
    #expect(Summary(of: sets[0]) == nil)
    #expect(events.events == [.finished(label: "a", .interrupted, samples: 0)])
  }

  @Test("samples nothing in an empty group")
  func emptyGroup() throws {
    #expect(try sample([], Self.options()).isEmpty)
    #expect(events.events.isEmpty)
  }

  @Test("flushes denormals in every call and restores the mode")
  func floatingPointMode() throws {
    let before = FlushToZero.isOn
    let work = workload("a", 5_000)
    _ = try sample([work], Self.options())
    #expect(work.wasAlwaysFlushing)
    #expect(FlushToZero.isOn == before)
  }
}
