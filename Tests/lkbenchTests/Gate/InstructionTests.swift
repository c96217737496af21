import ArgumentParser
import BenchCounters
import BenchModel
import BenchReports
import ConvModel
import ConvPlanning
import Foundation
import Testing

@testable import lkbench

/// What a simulation needs is here.
private let canSimulate =
  SimulatedCounters.unavailabilityHere == nil && Machine.current.instructionSets.contains(.avx2)

private let words = ["--variant", "dense", "--kernel", "7", "--shape", "8x7x7", "--versus", "none"]

/// A context of a tiny case; `base` is the base build.
private func context(
  _ table: String? = nil, base: String? = nil, _ surroundings: SelectionContext = .fixed
) throws -> GateContext {
  GateContext(
    selection: try select(words + ["--isa", "portable"]), wholeSuite: nil,
    selectionContext: surroundings, settings: PairedSettings(),
    head: try #require(ToolFixture.executable).path, base: base.map { path in { path } },
    pinning: "off", allowsMissing: false, invariants: nil, instructions: table,
    terminal: Terminal(errorIsTerminal: false))
}

@Suite(
  "Instruction counts in valgrind", .serialized,
  .enabled(if: canSimulate, "needs valgrind, binutils and a CPU with AVX2"))
struct InstructionLayerTests {
  private func update(_ path: String) throws -> InstructionTable {
    let written = try InstructionLayer().update(
      context(path), selectedBy: SelectionOptions.parse(words))
    #expect(written?.path == path && written?.rows == 1)
    return try InstructionTable.read(path)
  }

  private func write(_ rows: [InstructionTable.Row], _ path: String) throws {
    try Data(InstructionTable(rows: rows).text.utf8).write(to: URL(fileURLWithPath: path))
  }

  @Test("a build executes as many instructions as itself, whatever the selection's instruction set")
  func itself() throws {
    let report = try InstructionLayer().report(
      context(base: try #require(ToolFixture.executable).path))
    #expect(report.outcome == .passed, "\(report)")
    let item = try #require(report.cases.first)
    #expect(report.cases.count == 1 && item.verdict == "same" && item.id.contains("/avx2/"))
    let values = Dictionary(uniqueKeysWithValues: item.figures.map { ($0.key, $0.value) })
    #expect(values["instructions_change"] == .number(0))
    #expect(values["base_instructions"] == values["head_instructions"])
    guard case .text(let plan) = values["algorithm"] else { throw GateError.noBase }
    #expect(AlgorithmCatalog.ids.contains(plan), "\(plan)")
    #expect(report.facts.contains { $0.key == "blind_spots" && $0.text.contains("AVX-512") })
  }

  @Test("a table written here holds here, in the same bytes; a smaller count is a regression")
  func table() throws {
    let folder = try ScratchFolder()
    let path = folder.path + "/new/t.csv"
    let table = try update(path)
    #expect(try update(path) == table)
    #expect(try InstructionLayer().report(context(path)).outcome == .passed)

    let row = try #require(table.rows.first)
    let count = try #require(row.values[.instructions].flatMap { Int($0) })
    let values = row.values.merging([.instructions: "\(count / 2)"]) { $1 }
    let falsified = InstructionTable.Row(key: row.key, caseID: row.caseID, values: values)
    try write([falsified], path)
    let report = try InstructionLayer().report(context(path))
    #expect(report.outcome == .regression)
    #expect(report.cases.map(\.verdict) == ["regression"])
    #expect(report.cases.first?.reason == "\(count / 2) → \(count) instructions")
    #expect(report.reason?.contains("--update-baselines") == true)
  }

  @Test("rows of another toolchain do not compare, and stay; other algorithms are skipped")
  func otherToolchain() throws {
    let folder = try ScratchFolder()
    let path = folder.path + "/t.csv"
    let own = try #require(try update(path).rows.first)
    let foreign = InstructionTable.Row(key: "swift 9", caseID: own.caseID, values: own.values)
    try write([foreign], path)
    let report = try InstructionLayer().report(context(path))
    #expect(report.outcome == .incomparable)
    #expect(report.reason?.contains("another toolchain") == true)
    #expect(report.reason?.contains("--update-baselines") == true)
    #expect(try update(path).rows == [foreign, own])

    let values = own.values.merging([.algorithm: "fft"]) { $1 }
    try write([InstructionTable.Row(key: own.key, caseID: own.caseID, values: values)], path)
    let other = try InstructionLayer().report(context(path))
    #expect(other.outcome == .skipped)
    #expect(other.cases.first?.reason?.contains("different algorithms") == true)
  }

  @Test("a base that cannot simulate a case does not compare")
  func strangeBase() throws {
    let report = try InstructionLayer().report(context(base: "/bin/true"))
    #expect(report.outcome == .incomparable)
    #expect(throws: GateError.self) { try InstructionLayer().report(context(base: "/nowhere")) }
  }

  @Test("a case that is not simulated to its end, or has a damaged row, is not passed over")
  func notCounted() throws {
    let simulator = try Simulator(
      executable: try #require(ToolFixture.executable).path, isInterrupted: { false })
    simulator.timeout = 0.01
    let item = try #require(try select(words + ["--isa", "avx2"]).cases.first)
    func report(_ instructions: String) throws -> GateCaseReport {
      let row = InstructionTable.Row(
        key: "x", caseID: item.id,
        values: [.algorithm: "direct", .instructions: instructions])
      let comparison = InstructionComparison(
        base: .table(InstructionTable(rows: [row]), toolchain: "x"),
        head: InstructionCounter(simulator), rule: InstructionRule(), allowsMissing: false,
        planner: InstructionPlanner(try context()))
      return try #require(
        try comparison.reports(of: [item], Terminal(errorIsTerminal: false)).first)
    }
    let slow = try report("1000")
    #expect(slow.outcome == .incomparable && slow.verdict == "incomparable")
    #expect(slow.reason == "this build: the simulation was ended after 0 s")
    let damaged = try report("many")
    #expect(damaged.outcome == .incomparable && damaged.verdict == "missing")
    #expect(damaged.reason == "its row in the table has no algorithm or no count")
  }

  @Test("counts are those of the detailed simulation, in every run")
  func counts() throws {
    let simulator = try Simulator(
      executable: try #require(ToolFixture.executable).path, isInterrupted: { false })
    let item = try #require(try select(words + ["--isa", "avx2"]).cases.first)
    let counts = try simulator.instructions(of: item, runs: 2)
    let detailed = try simulator.simulate(item)
    #expect(counts.plan == detailed.plan)
    #expect(counts.runs.map(Optional.some) == Array(repeating: detailed[.instructions], count: 2))
  }
}

@Suite("Instruction counts that are not possible")
struct MissingInstructionTests {
  @Test("without AVX2 the layer is skipped; named, it is an error with status 6")
  func noAVX2() throws {
    let old = SelectionContext(
      machine: Machine(instructionSets: [.portable]), folder: SelectionContext.fixed.folder,
      availableMemory: nil)
    var lacking = try context("t.csv", old)
    let report = try InstructionLayer().report(lacking)
    #expect(report.outcome == .skipped && report.reason?.contains("no AVX2") == true)
    let written = try InstructionLayer().update(
      lacking, selectedBy: SelectionOptions.parse(words))
    #expect(written == nil)
    lacking.layersAreNamed = true
    let named = lacking
    let error = #expect(throws: SimulationError.self) { try InstructionLayer().report(named) }
    #expect(error?.exitStatus == .countersUnavailable)
  }

  @Test("without valgrind a gate of this layer is one line and status 6")
  func noValgrind() throws {
    let tool = try ToolFixture()
    let result = try tool.call(
      ["gate", "--layers", "instructions", "--instructions", "t.csv"] + words,
      variables: ["PATH": tool.folder])
    #expect(result.status == 6)
    #expect(result.errors.contains("no valgrind on the path"), "\(result.errors)")
  }

  @Test("cases that differ in the instruction set alone are counted once")
  func unique() throws {
    let selection = try select(words + ["--isa", "portable,avx2"])
    #expect(selection.caseCount == 2)
    #expect(InstructionLayer.cases(selection).map(\.instructionSet) == [.avx2])
  }

  @Test("the suite ci has a committed table whose cases it still has")
  func committed() throws {
    let table = try InstructionTable.read(
      repository + "/Benchmarks/Baselines/ci-instructions.csv")
    let cases = InstructionLayer.cases(try select(["--suite", "ci", "--isa", "avx2"]))
    #expect(Set(table.rows.map(\.caseID)) == Set(cases.map(\.id)))
    #expect(table.rows.allSatisfy { $0.counts != nil && $0.key.contains("release") })
  }
}
