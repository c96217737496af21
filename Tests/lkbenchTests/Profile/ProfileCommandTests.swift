import ArgumentParser
import BenchRecords
import ConvModel
import ConvPlanning
import Foundation
import Testing

@testable import lkbench

@Suite("profile", .serialized)
struct ProfileCommandTests {
  private let small = ["--variant", "dense", "--kernel", "7", "--shape", "8x9x9"]
  private let short = ["--repetitions", "1", "--min-time", "1us", "--pin", "off", "--quiet"]

  private static func cases(_ words: [String], cpuCount: Int = 2) throws -> ProfileCases {
    let options = try SelectionOptions.parse(words)
    return try ProfileCases(
      try options.resolve(), given: try SelectionAxes(options), machine: .current,
      cpuCount: cpuCount)
  }

  @Test("every algorithm is varied by cache and threads, and the AVX2 build is measured for itself")
  func variations() throws {
    let cases = try Self.cases(small + ["--algorithm", "direct,fft"])
    #expect(cases.subjects.count == 2)
    let extra = Machine.current.best > .avx2 ? 1 : 0
    #expect(cases.selection.caseCount == 2 * (1 + 2 + 1 + extra))
    let one = try Self.cases(
      small + ["--algorithm", "direct", "--threads", "1", "--cache", "warm", "--isa", "portable"])
    #expect(one.selection.caseCount == 1)
  }

  /// The phases of `fft` as the kernel of this CPU's best instruction set names them: what it must copy
  /// depends on its lanes.
  private static func phaseNames(_ words: [String]) throws -> [String] {
    let item = try #require(try cases(words + ["--algorithm", "fft"]).subjects.first)
    let variant = try VariantCatalog.variant(item.problem.variant)
    let definition = try variant.define(
      item.problem, fill: Fill(.unitVariance, seed: item.problem.seed), supplied: .none)
    let program = variant.program(
      item.problem, definition, form: try variant.form(item.form))
    let stage = try #require(program.stages.first)
    let algorithm = try #require(
      AlgorithmCatalog.algorithms(for: item.instructionSet).first { $0.id == "fft" })
    let kernel = try algorithm.prepare(
      stage, on: TensorSlice(layout: item.layout, tensor: item.problem.map))
    return try #require(kernel as? any PhasedKernel).phaseNames
  }

  @Test("several problems are refused")
  func several() throws {
    let tool = try ToolFixture()
    let result = try tool.call([
      "profile", "--variant", "dense", "--kernel", "7,9", "--shape", "8x9x9",
    ])
    #expect(result.status == 64 && result.errors.contains("profile explains one problem"))
    #expect(result.errors.split(separator: "\n").count == 1)
  }

  @Test("it stores and prints the profile, with phases, whatever the format")
  func endToEnd() throws {
    let tool = try ToolFixture()
    // Or the ceilings of this machine would be measured.
    let fingerprint = MachineDescription(.live).fingerprint
    try CeilingStore.cached(
      fingerprint: fingerprint, environment: ["XDG_CACHE_HOME": tool.path("cache")]
    ).save(MadeUpCeilings.table(fingerprint: fingerprint))
    let result = try tool.call(
      ["profile"] + small + short + [
        "--algorithm", "direct,fft,cross", "--no-simulation", "--format", "json", "--output",
        tool.path("out"),
      ])
    #expect(result.status == 0, "\(result.errors)")
    let object = try JSONSerialization.jsonObject(with: Data(result.output.utf8))
    let root = try #require(object as? [String: Any])
    let algorithms = try #require(root["algorithms"] as? [[String: Any]])
    #expect(algorithms.count == 3)
    let names = algorithms.compactMap { $0["algorithm"] as? String }
    #expect(Set(names) == ["direct", "fft", "cross"] && names.last == "cross")
    let fft = try #require(algorithms.first { $0["algorithm"] as? String == "fft" })
    let shares = try #require(fft["phases"] as? [[String: Any]])
    #expect(shares.compactMap { $0["phase"] as? String } == (try Self.phaseNames(small)))
    #expect((fft["cold"] as? [Any])?.count == 2)
    #expect((fft["reading"] as? [String])?.isEmpty == false)
    let stored = try String(contentsOfFile: tool.path("out/profile.json"), encoding: .utf8)
    #expect(stored == result.output)
    let markdown = try String(contentsOfFile: tool.path("out/profile.md"), encoding: .utf8)
    #expect(markdown.contains("### Phases") && markdown.contains("cross declines"))
    let phases = try String(contentsOfFile: tool.path("out/phases.csv"), encoding: .utf8)
    #expect(phases.hasPrefix("schema,run_id,case_id,stage,phase,share,phase_ns"))
    #expect(phases.contains("forward rows"))

    let roofline = try tool.call(["roofline", tool.path("out"), "--format", "csv"])
    #expect(roofline.status == 0, "\(roofline.errors)")
    let lines = roofline.output.split(separator: "\n", omittingEmptySubsequences: true)
    #expect(lines.first?.hasPrefix("case_id,variant") == true && lines.count > 2)
  }

  @Test("--loop runs one case for the time, and refuses several")
  func loop() throws {
    let tool = try ToolFixture()
    let result = try tool.call(
      ["profile"] + small + ["--algorithm", "direct", "--loop", "20ms", "--pin", "off"])
    #expect(result.status == 0 && result.output.contains("calls, "), "\(result.errors)")
    #expect(result.errors.contains("lkbench.steadyLoop"))
    let several = try tool.call(
      ["profile"] + small + ["--algorithm", "direct,fft", "--loop", "1s"])
    #expect(several.status == 64 && several.errors.contains("--loop runs one case"))
  }

  @Test("roofline of a folder without ceilings says what to do")
  func uncalibrated() throws {
    let tool = try ToolFixture()
    let run = try tool.run(
      "--variant", "dense", "--kernel", "7", "--shape", "8x9x9", "--output", tool.path("out"))
    #expect(run.status == 0)
    let result = try tool.call(["roofline", tool.path("out")])
    #expect(result.status == 5 && result.errors.contains("doctor --calibrate"))
  }

  @Test("CSV has one row per algorithm and no cell for what is missing")
  func csv() throws {
    let profile = Profile(
      problem: "p", layout: "nhwc", machine: "m", ceilings: nil,
      algorithms: [
        MadeUpProfile.algorithm("slow", milliseconds: 3), MadeUpProfile.algorithm("fast"),
      ], notes: ["n"])
    let lines = profile.csv().split(separator: "\r\n", omittingEmptySubsequences: true)
    #expect(lines.count == 3 || profile.csv().split(separator: "\n").count == 3)
    #expect(profile.algorithms.map(\.algorithm) == ["fast", "slow"])
    #expect(profile.reading.count == 2 && profile.reading[1].contains("3.00 times as long"))
    #expect(profile.plain().contains("Notes\n  n"))
  }
}
