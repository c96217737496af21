import ArgumentParser
import BenchCounters
import BenchHarness
import BenchModel
import BenchRecords
import ConvModel
import ConvPlanning
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import lkbench

/// The scripted clock as the harness knows clocks.
private struct PipelineClock: TimeSource {
  let clock = ScriptedClock(steps: [10_000])
  var resolutionNanoseconds: Double { clock.resolutionNanoseconds }
  func nanoseconds() -> UInt64 { clock.nanoseconds() }
}

/// A workload whose calls fail, as a library's may.
private final class FailingWorkload: Workload {
  let label: String
  private(set) var failure: String?

  init(label: String) { self.label = label }

  func run() { failure = "out of luck" }
  func evict(_ policy: CachePolicy) {}
}

@Suite("Pipeline")
struct RunPipelineTests {
  @Test("every case of a selection becomes a row: measured, skipped with its reason, none lost")
  func rowPerCase() throws {
    let selection = try Self.selection([
      "--variant", "dense,decomposed", "--kernel", "7", "--shape", "8x9x9", "--threads", "1,2",
      "--algorithm", "auto,box-sums",
    ])
    let (outcome, table) = try Self.run(selection)
    #expect(Set(table.rows.map(\.caseID)) == Set(selection.cases.map(\.id)))
    #expect(outcome.measured + outcome.skipped == selection.caseCount && outcome.failed == 0)
    for row in table.rows {
      if row.text(.caseID)?.contains("box-sums") == true {
        #expect(row.status == .skipped && row.text(.reason) != nil)
      } else {
        #expect(row.status == .ok && row.boolean(.verified) == true)
        #expect(row.real(.medianNS) != nil && row.integer(.samples) == 8)
        #expect(row.text("stop_reason") == "repetitions" && row.real("precision") != nil)
        #expect(row.real("peak_gflops") != nil)
      }
      #expect(row.text(.roofFraction) == nil)
      #expect(row.text(.repro)?.hasPrefix("lkbench run --variant") == true)
    }
  }

  @Test("several threads are verified and measured, where there are as many CPUs")
  func threads() throws {
    let selection = try Self.selection([
      "--variant", "dense", "--kernel", "7", "--shape", "40x9x9", "--threads", "1,2,3", "--cache",
      "warm,cold-all", "--isa", "portable",
    ])
    let (outcome, table) = try Self.run(selection, cpuCount: 2)
    #expect(outcome.measured == 4 && outcome.skipped == 2)
    for row in table.rows {
      let threads = try #require(row.integer(.threads))
      if threads == 3 {
        #expect(row.text(.reason) == "needs 3 CPUs, and 2 are allowed")
        #expect(row.text(.medianNS) == nil && row.text(.verified) == nil)
      } else {
        #expect(row.boolean(.verified) == true && row.real(.medianNS) != nil)
      }
    }
    let weights = table.rows.compactMap { $0.integer(.weightBytes) }
    let (least, most) = (try #require(weights.min()), try #require(weights.max()))
    #expect(2 * most < 3 * least, "a thread more copies weights")
    let narrow = try Self.selection([
      "--variant", "dense", "--kernel", "7", "--shape", "4x9x9", "--threads", "2", "--isa",
      "portable",
    ])
    let row = try #require(try Self.run(narrow, cpuCount: 2).table.rows.first)
    #expect(row.integer(.threads) == 2)
    #expect(row.text("plan_reason")?.hasSuffix("runs on 1 of 2 threads: 1 lane group") == true)
  }

  @Test("rates follow from the analytic counts and the median")
  func rates() throws {
    let selection = try Self.selection(["--variant", "dense", "--kernel", "7", "--shape", "8x9x9"])
    let row = try #require(try Self.run(selection).table.rows.first)
    let median = try #require(row.real(.medianNS))
    let useful = try #require(row.real(.usefulMACs))
    let rate = try #require(row.real(.usefulGFLOPS))
    // U(9, 7) = 9·7 − 3·4 = 51 per axis.
    #expect(useful == 8 * 51 * 51)
    #expect(row.integer(.nominalMACs) == 8 * 81 * 49)
    #expect((rate - 2 * useful / median).magnitude < 1e-9 * rate)
    let peak = try #require(row.real("peak_gflops"))
    let fraction = try #require(row.real(.peakFraction))
    #expect((fraction - rate / peak).magnitude < 1e-9 * fraction)
    let bytes = try #require(row.real(.compulsoryBytes))
    #expect(row.real(.arithmeticIntensity) == 2 * useful / bytes)
  }

  @Test("an output that the reference cannot vouch for is a failed row")
  func failedRow() throws {
    var selection = try Self.selection(["--variant", "dense", "--kernel", "7", "--shape", "8x9x9"])
    selection = Selection(
      suiteName: "broken", cases: selection.cases,
      input: SuppliedTensor(shape: [1, 8, 9, 9], values: Array(repeating: .nan, count: 648)))
    let (outcome, table) = try Self.run(selection)
    #expect(outcome.failed == 1 && outcome.measured == 0)
    let row = try #require(table.rows.first)
    #expect(row.status == .failed && row.boolean(.verified) == false)
    #expect(row.text(.reason)?.isEmpty == false && row.text(.medianNS) == nil)
  }

  @Test("a timed call that failed makes a failed row of a verified case")
  func failedCall() throws {
    let selection = try Self.selection(["--variant", "dense", "--kernel", "7", "--shape", "8x9x9"])
    let (outcome, table) = try Self.run(selection) { item, operands, clock, teams in
      let made = try PreparedCase(item, operands: operands, clock: clock, teams: teams)
      return PreparedCase(
        item: item, workload: FailingWorkload(label: item.id), cost: made.cost,
        algorithm: made.algorithm, planReason: made.planReason, check: made.check)
    }
    #expect(outcome.failed == 1 && outcome.measured == 0)
    let row = try #require(table.rows.first)
    #expect(row.status == .failed && row.text(.medianNS) == nil)
    #expect(row.text(.reason) == "a timed call failed: out of luck")
  }

  @Test("what does not fit into memory is refused before it is allocated")
  func memory() throws {
    let selection = try Self.selection(["--variant", "dense", "--kernel", "7", "--shape", "8x9x9"])
    let (outcome, table) = try Self.run(selection, availableMemory: 1000)
    #expect(outcome.skipped == 1)
    #expect(table.rows.first?.text(.reason)?.contains("1000 are available") == true)
  }

  @Test("an interrupt keeps the rows of finished problems and writes no half one")
  func interrupt() throws {
    let selection = try Self.selection(
      ["--variant", "dense", "--kernel", "7,9,11", "--shape", "8x9x9"])
    // Asked before each batch and between steps: somewhere in the second problem.
    let (outcome, table) = try Self.run(selection, interruptAfter: 60)
    #expect(outcome.isInterrupted)
    #expect((1...2).contains(table.rows.count))
    #expect(table.rows.map(\.caseID) == selection.cases.prefix(table.rows.count).map(\.id))
    #expect(table.rows.allSatisfy { $0.status == .ok })
    let all = try Self.run(selection).outcome
    #expect(!all.isInterrupted && all.measured == 3)
  }

  @Test("every cache policy is measured on its own, cold ones one call at a time")
  func cachePolicies() throws {
    let selection = try Self.selection([
      "--variant", "dense", "--kernel", "7", "--shape", "8x9x9", "--cache",
      "warm,cold-weights,cold-all",
    ])
    let table = try Self.run(selection).table
    #expect(table.rows.map { $0.text(.cache) } == ["warm", "cold-weights", "cold-all"])
    for row in table.rows.dropFirst() { #expect(row.integer(.iterations) == row.integer(.samples)) }
  }

  @Test("the memory that measuring takes grows with the cases of a problem")
  func memoryNeed() throws {
    let selection = try Self.selection([
      "--variant", "reparam", "--kernel", "7", "--shape", "8x9x9",
    ])
    let group = try #require(selection.groups.first)
    let one = try Selection.Group.memoryNeed(group.problem, cases: Array(group.cases.prefix(1)))
    let two = try Selection.Group.memoryNeed(group.problem, cases: group.cases)
    #expect(one > 0 && two > one)
  }

  // MARK: Running

  static func selection(_ arguments: [String]) throws -> Selection {
    try SelectionOptions.parse(arguments).resolve()
  }

  /// Runs the pipeline into a folder that is gone afterwards.
  static func run(
    _ selection: Selection, availableMemory: Int? = nil, interruptAfter: Int = .max,
    cpuCount: Int = .max, ceilings: CeilingTable? = nil, counters: CounterPass? = nil,
    prepare: (
      (BenchmarkCase, ProblemOperands, any TimeSource, ThreadTeams) throws -> PreparedCase
    )? = nil
  ) throws -> (outcome: RunOutcome, table: RecordTable) {
    let path = FileManager.default.temporaryDirectory
      .appendingPathComponent("lkbench-pipeline-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let folder = try ResultsFolder.create(
      at: path,
      schema: RecordSchema(
        metrics: counters?.metricDescriptors ?? [], extraColumns: ExtraColumn.names(selection)),
      environment: RunEnvironment(
        runID: "run", suite: selection.suiteName, startedAt: "", selectionDigest: "",
        commandLine: [], machine: MachineDescription(), system: SystemDescription()))
    var sampling = SamplingOptions()
    sampling.repetitions = 8
    sampling.minimumSampleNanoseconds = 1
    let questions = Mutex(0)
    var surroundings = BenchmarkPipeline.Surroundings(
      clock: PipelineClock(), noise: SilentNoiseSource(), availableMemory: { availableMemory },
      isInterrupted: {
        questions.withLock { count in
          count += 1
          return count > interruptAfter
        }
      }, cpuCount: cpuCount, ceilings: ceilings)
    if let prepare { surroundings.prepare = prepare }
    var pipeline = BenchmarkPipeline(
      selection, settings: MeasurementSettings(sampling: sampling, budget: nil, pinning: .off),
      counters: counters.map(ThreadCounters.init), surroundings: surroundings, folder: folder,
      sinks: [],
      terminal: Terminal(outputIsTerminal: false, errorIsTerminal: false))
    let outcome = try pipeline.run()
    return (outcome, try RecordTable(folder: path))
  }
}
